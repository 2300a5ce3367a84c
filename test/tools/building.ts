import { build } from "../../engine/build";

/** A build in a process of its own, so that a test can kill it. */
void build({ show: () => {}, end: () => {} }).then((root) => process.stdout.write(root));
