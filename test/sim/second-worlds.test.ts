import { simulate } from "./suite.ts";

simulate({ from: 21, seeds: 20 });
