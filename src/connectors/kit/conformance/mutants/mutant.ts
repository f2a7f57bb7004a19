import type { Connector } from "../../contract/contract.ts";
import type { LackWord } from "../absence-phrases.ts";

export interface Mutant {
  /** What a developer got wrong. */
  readonly name: string;
  /** Beginnings of the names of the cases likely to notice, tried first. */
  readonly likely: readonly string[];
  /** Keys of `lacks`: where the platform has none of them, nobody could notice the bug, a seller neither. */
  readonly fields?: readonly LackWord[] | undefined;
  /** Why it may survive with any connector: alone it harms nobody. */
  readonly harmless?: string | undefined;
  /** The connector with the bug; `touch` is called once the bug has changed something. */
  plant(sound: Connector, touch: () => void): Connector;
}
