/** Vitest's set-up file: a hub that a test starts reads and writes the run's compile cache, though the test's own process does not. */
import process from "node:process";

delete process.env.NODE_DISABLE_COMPILE_CACHE;
