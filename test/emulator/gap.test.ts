import { Gap } from "../../emulator/cloud/raceWindow";

test("who meets in a gap goes on together, the newest first, and who comes alone goes on too", async () => {
    const gap = new Gap(5);
    const seen: string[] = [];
    const pass = async (name: string) => {
        await gap.pass();
        seen.push(name);
    };
    await Promise.all(["first", "second", "third"].map(pass));
    await pass("alone");
    expect(seen).toEqual(["third", "second", "first", "alone"]);
});
