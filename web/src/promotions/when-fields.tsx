/** From which day to which a discount counts, in the organization's time zone. */
import { SimpleGrid, TextInput } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayBegins, dayOf } from "../i18n/zone-day.ts";
import type { FieldProps } from "./discount-draft.ts";

const DAY_MS = 86_400_000;
const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

export function WhenFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const { zone } = useFormat();
  const { startsAt, endsAt } = draft;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        type="date"
        label={t("startsOn")}
        value={startsAt === null ? "" : dayOf(startsAt, zone)}
        onChange={({ currentTarget: { value } }) => set({ startsAt: value === "" ? null : dayBegins(value, zone) })}
      />
      <TextInput
        type="date"
        label={t("endsOn")}
        description={t("endsOnHelp")}
        value={endsAt === null ? "" : dayOf(new Date(Date.parse(endsAt) - 1).toISOString(), zone)}
        onChange={({ currentTarget: { value } }) =>
          set({ endsAt: value === "" ? null : dayBegins(dayAfter(value), zone) })
        }
      />
    </SimpleGrid>
  );
}
