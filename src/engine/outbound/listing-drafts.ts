/**
 * Publishes drafts of listings. The connector looks for what stands there before it makes anything, so that a try after a
 * lost answer finishes the first; a platform that answers later is asked with the handle kept in the draft.
 */
import { systemActor } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { AttemptResult, ListingAttempt, Listings, PublishResult } from "../../connectors/kit/contract/listings.ts";
import type { PutProduct } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { markMadeHere, recordChannelProducts } from "../../hub/channel-products/record.ts";
import type { FilledDraft } from "../../hub/listing-drafts/check.ts";
import { claimDrafts, type DraftOutcome, settleDraft } from "../../hub/listing-drafts/publish.ts";
import { linkListings } from "../../hub/listings/index.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { type PushRow, pushRecords, type RecordKind, type Sent } from "./record-push.ts";

const listingDraft: RecordKind = {
  kind: "listing_draft",
  action: "sync_products",
  alert: "listing_refused",
  ref: (row) => row.title,
  title: (row, store) => message("alert.listing_refused.title", { store, product: row.title }),
  failed: (row) => message("listing.failed", { title: row.title }),
  send: (session, row) => send(session, row, null),
  gaveUp: (tx, { subject_id: id }, { text, now }) =>
    settleDraft(tx, id, { state: "refused", problems: [{ text }] }, now),
};

export function pushListingDrafts(session: OutboundSession): Promise<boolean> {
  const { together } = session.open.ports.listings ?? {};
  return pushRecords(session, together ? inFiles(together) : listingDraft);
}

/** What the platform said of a draft that was sent with others, or why it was not asked. */
type Reported = { readonly draft: FilledDraft } & ({ readonly answer: AttemptResult } | { readonly error: unknown });

/** All that is due goes in one call; each draft is settled with its own answer. What the call has no room for is next. */
function inFiles(files: NonNullable<Listings["together"]>): RecordKind {
  const reported = new Map<string, Reported>();
  return {
    ...listingDraft,
    take: files.most,
    async begin(session, rows) {
      const now = session.now();
      const when = { home: session.open.homeUrl, now };
      const ids = rows.map((row) => row.subject_id);
      const drafts = await session.tenantWithLease((tx) => claimDrafts(tx, ids, when));
      const ready = fitting(
        drafts.filter((draft) => isTime(draft, now) && !isLacking(draft)),
        files.mostVariants,
      );
      if (ready.length === 0) return rows;
      try {
        const answers = await session.call((ctx) => files.advance(ready.map(attemptOf), ctx));
        for (const [index, draft] of ready.entries()) reported.set(draft.row.id, reportOf(draft, answers[index]));
      } catch (error) {
        for (const draft of ready) reported.set(draft.row.id, { draft, error });
      }
      // A failure that is the whole store's ends the turn: it must not take the others' answers with it.
      const isFailed = ({ subject_id: id }: PushRow) => hasFailed(reported.get(id));
      return rows.toSorted((a, b) => Number(isFailed(a)) - Number(isFailed(b)));
    },
    send: (session, row) => send(session, row, reported.get(row.subject_id) ?? "next"),
  };
}

/** The first of them, of so many variants; at least one. */
function fitting(drafts: readonly FilledDraft[], mostVariants: number): readonly FilledDraft[] {
  let sum = 0;
  const end = drafts.findIndex(({ listing }, index) => {
    sum += listing.variants.length;
    return index > 0 && sum > mostVariants;
  });
  return end < 0 ? drafts : drafts.slice(0, end);
}

function reportOf(draft: FilledDraft, answer: AttemptResult | undefined): Reported {
  if (!answer) return { draft, error: new RangeError("each attempt is answered") };
  return { draft, answer };
}

const hasFailed = (one: Reported | undefined): boolean =>
  one !== undefined && ("error" in one || one.answer.outcome === "failed");

/** Asking for what failed once more makes all due that waits; the time a person chose stands. */
const isTime = ({ row: { state, publish_at: at } }: FilledDraft, now: Date): boolean =>
  state !== "sending" || at === null || at <= now;

/** Nothing of it was sent, or nothing is left to follow: its variants were deleted or switched off. */
const isLacking = ({ row, listing, problems }: FilledDraft): boolean =>
  listing.variants.length === 0 || (row.handle === null && problems.length > 0);

async function send(session: OutboundSession, row: PushRow, reported: Reported | "next" | null): Promise<Sent | null> {
  const { listings } = session.open.ports;
  const { meta } = session.open.connector;
  const now = session.now();
  const when = { home: session.open.homeUrl, now };
  const isReported = reported !== null && reported !== "next";
  const [draft] = isReported
    ? [reported.draft]
    : await session.tenantWithLease((tx) => claimDrafts(tx, [row.subject_id], when));
  if (!draft) return null;
  if (!isTime(draft, now)) return { text: null, again: draft.row.publish_at ?? now };
  if (!listings) throw new ConnectorError({ kind: "unsupported" }, message("listing.noPort", { platform: meta.name }));
  if (isLacking(draft)) return settle(session, row, { state: "draft", problems: draft.problems });
  if (reported === "next") return { text: null, again: now };
  if (isReported && "error" in reported) throw reported.error;
  return follow(session, row, {
    draft,
    answer: isReported ? reported.answer : await callPlatform(session, listings, draft),
  });
}

async function follow(
  session: OutboundSession,
  row: PushRow,
  { draft, answer }: { readonly draft: FilledDraft; readonly answer: AttemptResult },
): Promise<Sent> {
  switch (answer.outcome) {
    case "listed":
      await recordListings(session, [answer.made, ...(answer.others ?? [])]);
      return settle(session, row, { state: "listed", key: answer.made.key });
    case "accepted":
      await settle(session, row, { state: "waiting", handle: answer.handle });
      return {
        text: draft.row.handle === null ? message("listing.waits", { title: row.title }) : null,
        again: new Date(session.now().getTime() + answer.pollAfterMs),
      };
    case "refused":
      await recordListings(session, answer.made ?? []);
      return settle(session, row, { state: "refused", problems: answer.issues, key: answer.key });
    case "incomplete":
      return settle(session, row, { state: "draft", problems: draft.problems });
    case "failed":
      throw answer.error;
  }
}

/** Recorded also where the lane was lost meanwhile: it stands there. */
const recordListings = (session: OutboundSession, all: readonly PutProduct[]): Promise<void> =>
  session.tenant(async (tx) => {
    for (const made of all) await recordListing(tx, session, made);
  });

async function settle(
  session: OutboundSession,
  { subject_id: id, title }: PushRow,
  outcome: DraftOutcome,
): Promise<Sent> {
  await session.tenant((tx) => settleDraft(tx, id, outcome, session.now()));
  if (outcome.state === "listed") return { text: message("listing.published", { title }) };
  if (outcome.state === "waiting") return { text: null };
  const found: readonly HubText[] =
    outcome.state === "draft" ? outcome.problems.map(({ said }) => said) : outcome.problems.map(({ text }) => text);
  // One of them tells what kind of thing it is; the draft has all.
  return { text: message("listing.refused", { title }), refused: textParts(found[0] ?? "") };
}

const attemptOf = ({ row, category, listing, problems }: FilledDraft): ListingAttempt => ({
  listing: { id: row.id, categoryKey: row.category_key, schema: category.schema, listing, refusedKey: row.ext_key },
  handle: row.handle,
  isIncomplete: problems.length > 0,
});

function callPlatform(session: OutboundSession, port: Listings, draft: FilledDraft): Promise<PublishResult> {
  const { listing, handle } = attemptOf(draft);
  return session.call((ctx) =>
    handle !== null && port.poll ? port.poll(handle, listing, ctx) : port.publish(listing, ctx),
  );
}

/** The listing as the channel shows it, linked to the variants it was made of; their stock and prices follow from then on. */
async function recordListing(tx: Tx, session: OutboundSession, { key, product, variants }: PutProduct): Promise<void> {
  const connectionId = session.open.row.id;
  const now = session.now();
  await recordChannelProducts(tx, { connectionId, products: [product], now, initial: false });
  const keys = variants.map((variant) => variant.key);
  const rows = await tx.rows<{ id: string; ext_key: string }>(
    `select l.id, l.ext_key from argosy.listing l
     join argosy.product_listing o on o.organization_id = l.organization_id and o.id = l.product_listing_id
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = any ($2::text[])
       and o.ext_key = $3 and l.variant_id is null`,
    [connectionId, keys, key],
  );
  const links = rows.flatMap(({ id, ext_key }) => {
    const variant = variants.find((one) => one.key === ext_key);
    return variant ? [{ listingId: id, variantId: variant.id, method: "created" as const, confidence: 100 }] : [];
  });
  await linkListings(tx, { links, by: systemActor, now });
  await markMadeHere(tx, connectionId, keys);
}
