/** Records a channel reports only once and that could not be stored: saved as reported, and stored again from that. */
import { createHash } from "node:crypto";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { Tx } from "../../db/database.ts";
import { storeConversations } from "../../hub/conversations/store.ts";
import { type NewFee, recordFees } from "../../hub/fees/fees.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { observeLevels, type SeenLevel } from "../../hub/listings/levels.ts";
import { takeUnknown } from "../../hub/listings/unknown-stock.ts";
import type { Mark, ParkedItem, RecordKind } from "../../hub/parked/kinds.ts";
import { parkWork, unpark } from "../../hub/parked/parked.ts";
import { recordSettlements } from "../../hub/settlements/record.ts";
import { isolated } from "./isolate-failures.ts";

export interface RecordSource {
  readonly connectionId: string;
  readonly now: Date;
}

interface StoredMoney {
  readonly minor: string;
  readonly currency: string;
}
type Stored<T> = { readonly [Name in keyof T]: T[Name] extends bigint ? string : T[Name] };
interface StoredFee {
  readonly source: "api" | "file";
  readonly fee: Stored<NewFee>;
}
interface StoredLevel {
  readonly levels: readonly (Omit<SeenLevel, "at"> & { readonly at: string })[];
}

const asJson = (value: unknown): Json => JSON.parse(jsonParameter(value)) as Json;

/** Characters of a subject that its index takes in any script. */
const MOST_SUBJECT = 500;

/** A key nobody foresaw the length of may be what kept the record from being stored: it must not keep it from being parked. */
const shortSubject = (text: string): string =>
  text.length <= MOST_SUBJECT
    ? text
    : `${text.slice(0, MOST_SUBJECT - 65)}#${createHash("sha256").update(text).digest("hex")}`;

/** Stores what every record says; what fails alone is set aside, and what went through after all is so no more. */
async function storeEach<T>(
  tx: Tx,
  { connectionId, now }: RecordSource,
  records: readonly T[],
  how: {
    readonly kind: RecordKind;
    readonly subjectOf: (record: T) => string;
    readonly markOf: (record: T) => Mark;
    readonly store: (some: readonly T[]) => Promise<void>;
  },
): Promise<void> {
  const failed = new Set<string>();
  const itemOf = (record: T): ParkedItem => ({
    kind: how.kind,
    subject: shortSubject(`${connectionId}/${how.subjectOf(record)}`),
    mark: how.markOf(record),
    connectionId,
  });
  await isolated(tx, records, how.store, async (record, error) => {
    const item = itemOf(record);
    failed.add(item.subject);
    await parkWork(tx, item, { error, now });
  });
  const stored = records.map(itemOf).filter(({ subject }) => !failed.has(subject));
  if (stored.length > 0) await unpark(tx, stored, now);
}

export const storeFees = (
  tx: Tx,
  teller: RecordSource,
  fees: readonly NewFee[],
  source: "api" | "file",
): Promise<void> =>
  storeEach(tx, teller, fees, {
    kind: "fee",
    subjectOf: ({ key }) => key,
    markOf: (fee) => ({ source, name: fee.key, fee: asJson(fee) }),
    store: (some) => recordFees(tx, { connectionId: teller.connectionId, source }, some),
  });

export const storeSettlements = (
  tx: Tx,
  teller: RecordSource,
  settlements: readonly ChannelSettlement[],
): Promise<void> =>
  storeEach(tx, teller, settlements, {
    kind: "settlement_record",
    // A long one comes in parts.
    subjectOf: ({ key, lines }) => `${key}/${lines[0]?.key ?? ""}`,
    markOf: (settlement) => ({ name: settlement.key, settlement: asJson(settlement) }),
    store: (some) => recordSettlements(tx, { ...teller, settlements: some }),
  });

export const storeConversationPage = (
  tx: Tx,
  teller: RecordSource,
  conversations: readonly ChannelConversation[],
): Promise<void> =>
  storeEach(tx, teller, conversations, {
    kind: "conversation",
    subjectOf: ({ key }) => key,
    markOf: (conversation) => ({ name: shortSubject(conversation.key), conversation: asJson(conversation) }),
    store: (some) => storeConversations(tx, some, teller),
  });

/** The numbers of several listings; answers the listings that became due. */
export async function storeLevels(
  tx: Tx,
  teller: RecordSource,
  shown: readonly {
    readonly key: string;
    readonly levels: readonly SeenLevel[];
    readonly levelsInPart?: true | undefined;
    readonly uncountedAt?: readonly string[] | undefined;
  }[],
): Promise<number> {
  const due = new Set<string>();
  await storeEach(tx, teller, shown, {
    kind: "stock_level",
    subjectOf: ({ key }) => key,
    markOf: ({ key, levels }) => ({ name: key, levels: asJson(levels) }),
    async store(some) {
      const levels = some.flatMap((one) => one.levels);
      const whole = some
        .filter(({ levelsInPart }) => !levelsInPart)
        .map(({ key: extKey, uncountedAt }) => ({ extKey, at: teller.now, uncountedAt }));
      const { listingIds } = await observeLevels(tx, { ...teller, levels, whole });
      for (const id of listingIds) due.add(id);
    },
  });
  return due.size;
}

/** Stores a record that was set aside. */
export async function storeParked(tx: Tx, { kind, mark, connectionId }: ParkedItem, now: Date): Promise<void> {
  if (connectionId === undefined) return;
  if (kind === "fee") {
    const { source, fee } = mark as unknown as StoredFee;
    const restored = { ...fee, amountMinor: BigInt(fee.amountMinor), taxMinor: BigInt(fee.taxMinor) };
    await recordFees(tx, { connectionId, source }, [restored]);
  }
  if (kind === "settlement_record") {
    const { settlement } = mark as unknown as { readonly settlement: ChannelSettlement };
    await recordSettlements(tx, { connectionId, settlements: [restoredSettlement(settlement)], now });
  }
  if (kind === "conversation") {
    const { conversation } = mark as unknown as { readonly conversation: ChannelConversation };
    await storeConversations(tx, [restoredConversation(conversation)], { connectionId, now });
  }
  if (kind === "unknown_stock") await takeUnknown(tx, connectionId, mark, now);
  if (kind === "stock_level") {
    const { levels } = mark as unknown as StoredLevel;
    await observeLevels(tx, { connectionId, levels: levels.map((one) => ({ ...one, at: new Date(one.at) })), now });
  }
}

const money = ({ minor, currency }: StoredMoney | ChannelSettlement["amount"]) => ({ minor: BigInt(minor), currency });

/** As it was reported: JSON has no bigint. */
const restoredConversation = ({ amount, ...rest }: ChannelConversation): ChannelConversation => ({
  ...rest,
  ...(amount !== undefined && { amount: money(amount) }),
});

function restoredSettlement({ amount, bank, lines, ...rest }: ChannelSettlement): ChannelSettlement {
  return {
    ...rest,
    amount: money(amount),
    ...(bank !== undefined && { bank: { ...bank, amount: money(bank.amount) } }),
    lines: lines.map((line) => ({ ...line, amount: money(line.amount) })),
  };
}
