import { simulate } from "./suite.ts";

simulate({ from: 11, seeds: 10 });
