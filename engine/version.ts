/** The engine that is installed or built where none is found. */
export const PINNED_VERSION = "3.250.0";

/** Older engines drop the inputs that a provider's read() returns, so drift would not show. */
export const OLDEST_VERSION = "3.216.0";
