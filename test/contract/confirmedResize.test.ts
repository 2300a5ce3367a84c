import { describeResizes } from "./resizes";

describe("on a cloud where a resize confirms itself", () => describeResizes(true));
