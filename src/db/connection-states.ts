/** SQL lists of the states of connections that allow something: `c.state in ${SELLING}`. */
import { type StateAbility, statesThat } from "../commerce/connection-states.ts";

const statesIn = (ability: StateAbility): string => `('${statesThat(ability).join("', '")}')`;

export const SHOWN = statesIn("shown");
export const SELLING = statesIn("sells");
export const READ = statesIn("read");
export const WRITTEN = statesIn("written");
export const HEALING = statesIn("heals");
export const BROKEN = statesIn("broken");
