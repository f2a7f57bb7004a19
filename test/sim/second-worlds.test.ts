import { simulate } from "./suite.ts";

simulate({ from: 101, seeds: 100 });
