// Loaded into hubs that tests start: what they compiled is kept once they are up, for the killed ones say no goodbye.
import { flushCompileCache } from "node:module";

setTimeout(flushCompileCache, 4_000).unref();
