import { simulate } from "./suite.ts";

simulate({ from: 14, seeds: 7 });
