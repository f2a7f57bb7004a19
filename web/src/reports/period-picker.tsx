/** Which days the reports are of: the usual stretches, or one's own. */
import { Button, Divider, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { type DayRange, lengthOf } from "../../../src/commerce/days.ts";
import { useFormat } from "../i18n/format.ts";
import { MOST_DAYS, ownPeriod, PERIODS } from "../i18n/period.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { useListSearch } from "../ui/list/search-state.ts";
import { ListButton } from "../ui/list-button.tsx";
import { usePeriod, useToday } from "./report-query.ts";

export function PeriodPicker() {
  const { t } = useTranslation("reports");
  const { days } = useFormat();
  const period = usePeriod();
  const search = useListSearch();
  const [isOpen, popover] = useDisclosure();
  const choose = (text: string) => {
    search.set({ period: text });
    popover.close();
  };
  return (
    <Popover opened={isOpen} onChange={(open) => !open && popover.close()} trapFocus position="bottom-end">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendar size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={popover.toggle}
        >
          {period.name !== "own" && <span>{t(`periods.${period.name}`)}</span>}
          <Text component="span" size="sm" fw={400} {...(period.name !== "own" && { c: "var(--quiet)", ms: 8 })}>
            {days(period.from, period.to)}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown miw={260} p="xs" aria-label={t("period")}>
        <Stack gap={0}>
          {PERIODS.map((name) => (
            <ListButton
              key={name}
              justify="space-between"
              aria-pressed={name === period.name}
              rightSection={name === period.name && <IconCheck size={14} aria-hidden />}
              onClick={() => choose(name)}
            >
              {t(`periods.${name}`)}
            </ListButton>
          ))}
          <Divider my="xs" />
          <OwnDays period={period} onDays={(own) => choose(ownPeriod(own))} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function OwnDays({ period, onDays }: { readonly period: DayRange; onDays(days: DayRange): void }) {
  const { t } = useTranslation("reports");
  const today = useToday();
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const length = lengthOf({ from, to });
  const wrong = Number.isNaN(length)
    ? t("own.missing")
    : length < 1
      ? t("own.order")
      : length > MOST_DAYS
        ? t("own.tooLong", { count: MOST_DAYS })
        : to > today
          ? t("own.future")
          : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong === undefined) onDays({ from, to });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs" px={8}>
        <Group gap="xs" grow align="flex-start">
          <TextInput
            type="date"
            size="xs"
            label={t("own.from")}
            {...boundText(from, setFrom)}
            max={today}
            error={wrong !== undefined}
          />
          <TextInput
            type="date"
            size="xs"
            label={t("own.to")}
            {...boundText(to, setTo)}
            max={today}
            error={wrong !== undefined}
          />
        </Group>
        {wrong !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert" maw={260}>
            {wrong}
          </Text>
        )}
        <Button size="xs" type="submit" disabled={wrong !== undefined}>
          {t("own.show")}
        </Button>
      </Stack>
    </form>
  );
}
