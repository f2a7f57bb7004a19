/** The usual stretches of time, for a list that is asked by its first and last day. */
import { Button, Group } from "@mantine/core";
import { dayAfter } from "../../../../src/commerce/days.ts";
import { useFormat } from "../../i18n/format.ts";
import { PERIODS, periodOf } from "../../i18n/period.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";

interface Props {
  /** The list is asked by days and not by moments: the last one is included. */
  readonly isByDay: boolean;
  onPick(range: { readonly from: string; readonly to: string }): void;
}

export function DatePresets({ isByDay, onPick }: Props) {
  const { t } = useTranslation("reports");
  const { zone } = useFormat();
  return (
    <Group gap={6} mb="sm" maw={300}>
      {PERIODS.map((name) => (
        <Button
          key={name}
          size="compact-xs"
          variant="default"
          onClick={() => {
            const { from, to } = periodOf(name, dayOf(new Date().toISOString(), zone));
            if (isByDay) return onPick({ from, to });
            // The hub is asked for what lies before the day after the last one.
            onPick({ from: dayBegins(from, zone), to: dayBegins(dayAfter(to, 1), zone) });
          }}
        >
          {t(`periods.${name}`)}
        </Button>
      ))}
    </Group>
  );
}
