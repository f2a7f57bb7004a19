import { simulate } from "./suite.ts";

simulate({ from: 1, seeds: 5 });
