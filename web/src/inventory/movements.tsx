/** Rows of the stock history, on their own screen and on a variant's. */
import { Text } from "@mantine/core";
import type { RowOf } from "../data/pages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Actor } from "../ui/actor.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";

export type Movement = RowOf<"/api/inventory/history">;

export const causes = [
  "order",
  "set",
  "adjust",
  "transfer",
  "count",
  "document",
  "channel",
  "import",
  "return",
  "repair",
  "reservation",
] as const;

/** "+3", "−2", and nothing for nothing. */
function Delta({ by }: { readonly by: number }) {
  const { number } = useFormat();
  if (by === 0)
    return (
      <Text component="span" c="dimmed">
        0
      </Text>
    );
  return (
    <Text component="span" size="sm" fw={600} c={by > 0 ? "var(--good-ink)" : "var(--bad-ink)"} className="code">
      {by > 0 ? `+${number(by)}` : `−${number(-by)}`}
    </Text>
  );
}

export function useMovementColumns(): readonly Column<Movement>[] {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  return [
    column.when("at", t("columns.at"), ({ at }) => at, { onCard: "fact" }),
    column.title("sku", t("columns.sku"), ({ sku }) => <span className="code">{sku}</span>),
    column.fact("location", t("columns.location"), ({ locationName }) => locationName),
    column.fact("cause", t("columns.cause"), (movement) => <Cause movement={movement} />),
    column.figure("onHand", t("columns.onHandChange"), ({ onHandDelta }) => <Delta by={onHandDelta} />, {
      onCard: "state",
    }),
    column.plain("onHandAfter", t("columns.onHandAfter"), ({ onHandAfter }) => number(onHandAfter), { isEnd: true }),
    column.plain("reserved", t("columns.reservedChange"), ({ reservedDelta }) => <Delta by={reservedDelta} />, {
      isEnd: true,
    }),
    column.plain("reservedAfter", t("columns.reservedAfter"), ({ reservedAfter }) => number(reservedAfter), {
      isEnd: true,
    }),
    column.plain("actor", t("columns.actor"), ({ actor }) => <Actor actor={actor} />),
    column.plain("note", t("columns.note"), ({ note }) => note, { isExtra: true }),
  ];
}

const isId = (reference: string | null): boolean =>
  reference !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.test(reference);

function Cause({ movement }: { readonly movement: Movement }) {
  const { t } = useTranslation("inventory");
  const existing = causes.find((cause) => cause === movement.cause);
  const word = existing === undefined ? movement.cause : t(`causes.${existing}`);
  // A transfer and an import are known to the hub by an id that tells a person nothing.
  const name = movement.orderNumber ?? (isId(movement.reference) ? null : movement.reference);
  if (name === null) return word;
  const target =
    movement.orderId !== null
      ? `/orders/${movement.orderId}`
      : movement.documentId !== null
        ? `/inventory/documents/${movement.documentId}`
        : null;
  return (
    <span className="nowrap">
      {word}{" "}
      {target === null ? (
        <span className="code">{name}</span>
      ) : (
        <LinkAnchor to={target} size="sm" className="code" underline="always">
          {name}
        </LinkAnchor>
      )}
    </span>
  );
}
