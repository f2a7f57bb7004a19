/** What the screens of batches read. */
import { hub, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import type { Option } from "../i18n/options.ts";

export type Batch = Shape<"PickBatch">;
export type BatchRow = Shape<"PickBatchSummary">;

/** Who may be given a batch. */
export const membersQuery = readingItems(["settings", "members", "active"], () => hub.GET("/api/members"));

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

/** As records name a member. */
export const recordOf = ({ email }: Pick<Member, "email">): string => `user:${email}`;

/** Members to choose from, and nobody. */
export const membersOffered = (members: readonly Member[], nobody: string): readonly Option[] => [
  { value: "", label: nobody },
  ...members.filter(({ active }) => active).map(({ id, name, email }) => ({ value: id, label: name || email })),
];
