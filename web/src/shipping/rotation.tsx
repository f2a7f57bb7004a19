/** More orders than one screen works on: which of them it shows, and the way to the others. */
import { Alert, Group } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { chosenOrders, MAX_SELECTED } from "../orders/chosen.ts";
import { LinkButton } from "../ui/link.ts";

/** The chosen orders of the turn that the address names, the first without one. */
export function useRotation() {
  const { turn } = useSearch({ strict: false }) as { readonly turn?: string };
  const all = chosenOrders();
  const last = Math.max(1, Math.ceil(all.length / MAX_SELECTED));
  const nth = Math.min(Math.max(1, Math.trunc(Number(turn)) || 1), last);
  const first = (nth - 1) * MAX_SELECTED;
  return { nth, last, first, ids: all.slice(first, first + MAX_SELECTED), all: all.length };
}

export function RotationButtons({ className = "" }: { readonly className?: string | undefined }) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  const { nth, last, first, ids, all } = useRotation();
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
          {nth > 1 && (
            <LinkButton {...leading(nth - 1)}>{t("turns.previous", { number: number(MAX_SELECTED) })}</LinkButton>
          )}
          {nth < last && (
            <LinkButton {...leading(nth + 1)}>
              {t("turns.next", { number: number(Math.min(MAX_SELECTED, all - first - MAX_SELECTED)) })}
            </LinkButton>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
