import { simulate } from "./suite.ts";

simulate({ from: 31, seeds: 30 });
