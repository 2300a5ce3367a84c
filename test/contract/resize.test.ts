import { describeResizes } from "./resizes";

describe("on a cloud where a resize waits for its confirmation", () => describeResizes(false));
