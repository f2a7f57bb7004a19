/** More orders than one screen works on: which of them it shows, and the way to the others. */
import { Alert, Group } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { chosenOrders, TURN } from "../orders/chosen.ts";
import { LinkButton } from "../ui/link.ts";

/** The chosen orders of the turn that the address names, the first without one. */
export function useTurn() {
  const { turn } = useSearch({ strict: false }) as { readonly turn?: string };
  const all = chosenOrders();
  const last = Math.max(1, Math.ceil(all.length / TURN));
  const nth = Math.min(Math.max(1, Math.trunc(Number(turn)) || 1), last);
  const first = (nth - 1) * TURN;
  return { nth, last, first, ids: all.slice(first, first + TURN), all: all.length };
}

export function Turns({ className = "" }: { readonly className?: string | undefined }) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  const { nth, last, first, ids, all } = useTurn();
  if (last === 1) return null;
  const leading = (to: number) => ({
    to: ".",
    search: { turn: String(to) },
    size: "xs",
    variant: "default",
  });
  return (
    <Alert color="yellow" className={className}>
      <Group justify="space-between">
        {t("turns.shown", { from: number(first + 1), to: number(first + ids.length), all: number(all) })}
        <Group gap="xs">
          {nth > 1 && <LinkButton {...leading(nth - 1)}>{t("turns.previous", { number: number(TURN) })}</LinkButton>}
          {nth < last && (
            <LinkButton {...leading(nth + 1)}>
              {t("turns.next", { number: number(Math.min(TURN, all - first - TURN)) })}
            </LinkButton>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
