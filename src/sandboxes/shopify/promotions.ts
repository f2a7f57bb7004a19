/** Discount codes and gift cards of the emulated shop. */
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import { connect, type PageArgs } from "../../connectors/kit/sandbox/relay.ts";
import type { SandboxDiscount, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { decimalOf } from "./figures.ts";
import { MOST } from "./limits.ts";
import { type CardRow, newId, type ShopState } from "./state.ts";
import { gid, moneyV2, type Scope, type View } from "./view-base.ts";

const ALL: View = { __typename: "AllDiscountItems", allItems: true };

/** A code's discount in the admin's own shape, for tests of what the controls cannot make. */
export function putDiscount(state: ShopState, code: string, view: View): void {
  state.discounts.push({ id: newId(state), code, view: { ...sharedView(), ...view } });
}

const sharedView = (): View => ({
  title: "A code",
  status: "ACTIVE",
  startsAt: "2026-01-01T00:00:00Z",
  endsAt: null,
  usageLimit: null,
  asyncUsageCount: 0,
  appliesOncePerCustomer: false,
  context: { __typename: "DiscountBuyerSelectionAll", all: "ALL" },
  minimumRequirement: null,
});

function addDiscount(state: ShopState, { code, kind, value, minimum, expired }: SandboxDiscount): void {
  const least = minimum === undefined ? null : moneyV2(minimum, state.currency);
  const off: View =
    kind === "percent"
      ? { __typename: "DiscountPercentage", percentage: Number(value) / 100 }
      : { __typename: "DiscountAmount", amount: moneyV2(value, state.currency), appliesOnEachItem: false };
  putDiscount(state, code, {
    __typename: "DiscountCodeBasic",
    title: `Code ${code}`,
    ...(expired === true && { status: "EXPIRED", endsAt: "2026-01-02T00:00:00Z" }),
    minimumRequirement: least && { __typename: "DiscountMinimumSubtotal", greaterThanOrEqualToSubtotal: least },
    customerGets: { items: ALL, value: off },
  });
}

export function promotionControls(
  state: ShopState,
): Pick<SandboxShop, "addDiscount" | "addGiftCard" | "giftCardBalance"> {
  return {
    addDiscount: (input) => addDiscount(state, input),
    addGiftCard: ({ code, balance }) =>
      void state.giftCards.push({
        id: newId(state),
        // A shop's own codes have no separators.
        code: code.replaceAll("-", "").toLowerCase(),
        entries: [],
        balanceMinor: parseMoney(balance, state.currency).minor,
        enabled: true,
        expiresOn: null,
      }),
    giftCardBalance: (code) => {
      const requested = code.replaceAll("-", "").toLowerCase();
      const card = state.giftCards.find((one) => one.code === requested);
      return formatDecimal(money(card?.balanceMinor ?? 0n, state.currency));
    },
  };
}

const moneyIn = (state: ShopState, minor: bigint) => moneyV2(decimalOf(minor, state.currency), state.currency);

function cardView(scope: Scope, card: CardRow): View {
  const { state } = scope;
  return {
    id: gid("GiftCard", card.id),
    enabled: card.enabled,
    expiresOn: card.expiresOn,
    lastCharacters: card.code.slice(-4),
    maskedCode: `•••• •••• •••• ${card.code.slice(-4)}`,
    balance: () => moneyIn(state, card.balanceMinor),
    transactions: (args: PageArgs) =>
      connect(
        card.entries.map((row) => ({ row, id: row.id, sort: row.id })),
        args,
        { most: MOST, unlimited: scope.unlimited, view: (row) => entryView(scope, card, row) },
      ),
  };
}

const entryView = (scope: Scope, card: CardRow, entry: CardRow["entries"][number]): View => ({
  __typename: entry.kind,
  id: gid(entry.kind, entry.id),
  note: entry.note,
  amount: moneyIn(scope.state, entry.minor),
  giftCard: () => cardView(scope, card),
});

/** A search looks into codes whole, and into nothing else here. */
export function promotionQueries(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  const numberIn = (id: string) => id.split("/").at(-1) ?? "";
  return {
    codeDiscountNodeByCode: ({ code }: { code: string }) => {
      const row = state.discounts.find((one) => one.code.toLowerCase() === code.toLowerCase());
      return row ? { id: gid("DiscountCodeNode", row.id), codeDiscount: row.view } : null;
    },
    giftCards: (args: PageArgs & { readonly query?: string | null }) => {
      const requested = (args.query ?? "").toLowerCase();
      const found = state.giftCards.filter(({ code }) => requested === "" || code === requested);
      return connect(
        found.map((row) => ({ row, id: row.id, sort: row.id })),
        args,
        { most: MOST, unlimited: scope.unlimited, view: (row) => cardView(scope, row) },
      );
    },
    giftCard: ({ id }: { id: string }) => {
      const card = state.giftCards.find((one) => one.id === numberIn(id));
      return card ? cardView(scope, card) : null;
    },
  };
}

interface Change {
  readonly id: string;
  readonly debitInput?: Input;
  readonly creditInput?: Input;
}
interface Input {
  readonly debitAmount?: Amount;
  readonly creditAmount?: Amount;
  readonly note?: string | null;
}
interface Amount {
  readonly amount: string;
  readonly currencyCode: string;
}

export function promotionMutations(scope: Scope): Record<string, unknown> {
  const change = (sign: 1n | -1n, field: string, kind: string) => (args: Change) => {
    const { state } = scope;
    const input = args.debitInput ?? args.creditInput;
    const requested = input?.debitAmount ?? input?.creditAmount;
    const card = state.giftCards.find((one) => gid("GiftCard", one.id) === args.id);
    const refuse = (code: string, message: string) => ({
      [field]: null,
      userErrors: [{ field: ["id"], message, code }],
    });
    if (!card || !requested) return refuse("GIFT_CARD_NOT_FOUND", "The gift card could not be found.");
    if (requested.currencyCode !== state.currency)
      return refuse("MISMATCHING_CURRENCY", "The currency provided does not match the currency of the gift card.");
    const { minor } = parseMoney(String(requested.amount), state.currency);
    if (minor <= 0n) return refuse("NEGATIVE_OR_ZERO_AMOUNT", "A positive amount must be used.");
    if (card.balanceMinor + sign * minor < 0n)
      return refuse("INSUFFICIENT_FUNDS", "The gift card does not have sufficient funds to satisfy the request.");
    const entry = { id: newId(state), kind, minor: sign * minor, note: input?.note ?? null };
    inSteps(
      () => void card.entries.push(entry),
      () => {
        card.balanceMinor += sign * minor;
      },
    );
    return { [field]: entryView(scope, card, entry), userErrors: [] };
  };
  return {
    giftCardDebit: change(-1n, "giftCardDebitTransaction", "GiftCardDebitTransaction"),
    giftCardCredit: change(1n, "giftCardCreditTransaction", "GiftCardCreditTransaction"),
  };
}
