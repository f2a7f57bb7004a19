import { simulate } from "./suite.ts";

simulate({ from: 6, seeds: 8 });
