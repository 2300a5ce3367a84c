import type { Service } from "./session";

export class Flavors {
    constructor(private readonly compute: Service) {}

    /** The names of all instance types, by id ("List Types"). */
    async names(): Promise<Map<string, string>> {
        const answer = await this.compute("GET", "/flavors");
        const { flavors } = answer.body as { flavors: { id: string; name: string }[] };
        return new Map(flavors.map(({ id, name }) => [id, name]));
    }
}
