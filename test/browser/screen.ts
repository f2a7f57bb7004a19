import type { Page } from "playwright-core";
import type { Shown } from "./screens-world.ts";

/** A screen of the dashboard, and how to get there. */
export interface Screen {
  /** Name of its picture. */
  readonly name: string;
  /** Its address; ids come from the hub. */
  path(shown: Shown): string | Promise<string>;
  /** Where it stands when what is done first leads there. */
  readonly endsAt?: string;
  /** Seen as soon as it stands: a selector. */
  readonly ready: string;
  /** What a person does first: opens a tab or a dialog. */
  before?(page: Page): Promise<void>;
  /** True: rows with many fields side by side, typed into like a sheet: they scroll on a phone. */
  readonly isSheet?: boolean;
  /** Who sees it, where that is not the seller: nobody who is signed in, or somebody without an organization. */
  readonly by?: "a stranger" | "a newcomer";
}
