import { RaceWindow } from "../../emulator/cloud/raceWindow";

test("requests that meet in a race window go on together, the newest first, and one that is alone goes on too", async () => {
    const raceWindow = new RaceWindow(5);
    const seen: string[] = [];
    const pass = async (name: string) => {
        await raceWindow.pass();
        seen.push(name);
    };
    await Promise.all(["first", "second", "third"].map(pass));
    await pass("alone");
    expect(seen).toEqual(["third", "second", "first", "alone"]);
});
