/** How long each location and channel takes to ship an order. */
import { Button, Checkbox, Group, NumberInput, Stack, Table, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { fieldErrors } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";

const handlingQuery = reading(["handling-times"], () => hub.GET("/api/handling-times"));
type Times = Awaited<ReturnType<NonNullable<(typeof handlingQuery)["queryFn"]>>>;
type AtLocation = Times["locations"][number];
type OfChannel = Times["channels"][number];
type Handling = NonNullable<AtLocation["handling"]>;

const WEEK = ["1", "2", "3", "4", "5", "6", "7"] as const;
const RENEWS = [handlingQuery.queryKey, ["orders"]];

export function HandlingTimes() {
  const { t } = useTranslation("inventory");
  const { may } = useSession();
  const { data } = useQuery(handlingQuery);
  const [edited, setEdited] = useState<AtLocation | OfChannel | null>(null);
  if (!data) return null;
  const isLocation = (row: AtLocation | OfChannel): row is AtLocation => "locationId" in row;
  const rows: readonly (AtLocation | OfChannel)[] = [...data.locations, ...data.channels];
  return (
    <Card help={<Help of="handling_time" />} title={t("handling.title")} isFlush>
      <Text size="sm" p="md">
        {t("handling.hint")}
      </Text>
      <Table aria-label={t("handling.title")}>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={isLocation(row) ? row.locationId : row.storeId}>
              <Table.Td fw={500}>
                <bdi>{isLocation(row) ? row.locationName : row.storeName}</bdi>
              </Table.Td>
              <Table.Td>{isLocation(row) ? <LocationTime row={row} /> : <ChannelTime row={row} />}</Table.Td>
              <Table.Td ta="end">
                {may("edit_catalogue") && (
                  <Button size="compact-xs" variant="default" onClick={() => setEdited(row)}>
                    {t("handling.edit")}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {edited &&
        (isLocation(edited) ? (
          <LocationForm row={edited} onClose={() => setEdited(null)} />
        ) : (
          <ChannelForm row={edited} onClose={() => setEdited(null)} />
        ))}
    </Card>
  );
}

function LocationTime({ row: { handling, isDefault } }: { readonly row: AtLocation }) {
  const { t } = useTranslation("inventory");
  if (handling === null) return <Quiet>{t(isDefault ? "handling.none" : "handling.asDefault")}</Quiet>;
  return (
    <>
      {t("handling.days", { count: handling.days })}, {t("handling.by", { time: handling.cutOff })}
      <Quiet size="xs">{handling.zone}</Quiet>
    </>
  );
}

function ChannelTime({ row: { days, cutOff } }: { readonly row: OfChannel }) {
  const { t } = useTranslation("inventory");
  if (days === null && cutOff === null) return <Quiet>{t("handling.asLocation")}</Quiet>;
  return (
    <>
      {days !== null && t("handling.days", { count: days })}
      {days !== null && cutOff !== null && ", "}
      {cutOff !== null && t("handling.by", { time: cutOff })}
    </>
  );
}

function Days({ value, onChange }: { readonly value: number | ""; onChange(value: number | ""): void }) {
  const { t } = useTranslation("inventory");
  return (
    <NumberInput
      label={t("handling.daysLabel")}
      description={t("handling.daysHelp")}
      min={0}
      max={60}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={value}
      onChange={(given) => onChange(given === "" ? "" : Number(given))}
    />
  );
}

/** Days, one a line. */
const holidaysOf = (text: string): string[] => text.split(/\s+/).filter((day) => day !== "");

type Draft = Omit<Handling, "days" | "holidays"> & { readonly days: number | ""; readonly holidays: string };

function CalendarFields({
  draft,
  set,
  refused,
}: {
  readonly draft: Draft;
  set(part: Partial<Draft>): void;
  readonly refused: Readonly<Record<string, string>>;
}) {
  const { t } = useTranslation("inventory");
  return (
    <>
      <Checkbox.Group
        label={t("handling.workingDays")}
        value={draft.workingDays.map(String)}
        onChange={(chosen) => set({ workingDays: chosen.map(Number) })}
      >
        <Group gap="sm" mt={4}>
          {WEEK.map((day) => (
            <Checkbox key={day} value={day} label={t(`handling.week.${day}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Textarea
        label={t("handling.holidays")}
        description={t("handling.holidaysHelp")}
        placeholder="2026-12-25"
        autosize
        minRows={2}
        dir="ltr"
        {...boundText(draft.holidays, (holidays) => set({ holidays }))}
        error={refused["holidays"]}
      />
      <TextInput
        label={t("handling.zone")}
        required
        dir="ltr"
        {...boundText(draft.zone, (given) => set({ zone: given }))}
        error={refused["zone"]}
      />
    </>
  );
}

function LocationForm({ row, onClose }: { readonly row: AtLocation; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const { zone } = useFormat();
  const [draft, setDraft] = useState<Draft>(() => {
    const { holidays = [], ...rest } = row.handling ?? {
      zone,
      cutOff: "15:00",
      days: 1,
      workingDays: [1, 2, 3, 4, 5],
    };
    return { ...rest, holidays: holidays.join("\n") };
  });
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const params = { path: { id: row.locationId } };
  const save = useFormAction({
    run: () => {
      const given = { ...draft, days: Number(draft.days), holidays: holidaysOf(draft.holidays) };
      return body(hub.PUT("/api/locations/{id}/handling-time", { params, body: given }));
    },
    ...{ renews: RENEWS, done: onClose, said: t("handling.saved") },
  });
  const remove = useFormAction({
    run: () => body(hub.DELETE("/api/locations/{id}/handling-time", { params })),
    ...{ renews: RENEWS, done: onClose, said: t("handling.saved") },
  });
  return (
    <FormDialog
      help={<Help of="handling_time" />}
      title={t("handling.of", { name: row.locationName })}
      isReady={draft.days !== "" && draft.cutOff !== "" && draft.workingDays.length > 0}
      action={save}
      onClose={onClose}
    >
      <Days value={draft.days} onChange={(days) => set({ days })} />
      <TextInput
        type="time"
        label={t("handling.cutOff")}
        description={t("handling.cutOffHelp")}
        required
        {...boundText(draft.cutOff, (cutOff) => set({ cutOff }))}
      />
      <CalendarFields draft={draft} set={set} refused={fieldErrors(save.error)} />
      {row.handling !== null && (
        <Stack align="flex-start">
          <Button size="xs" variant="subtle" color="red" loading={remove.isRunning} onClick={() => remove.start()}>
            {t("handling.remove")}
          </Button>
        </Stack>
      )}
    </FormDialog>
  );
}

function ChannelForm({ row, onClose }: { readonly row: OfChannel; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const [days, setDays] = useState<number | "">(row.days ?? "");
  const [cutOff, setCutOff] = useState(row.cutOff ?? "");
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/stores/{id}/handling-time", {
          params: { path: { id: row.storeId } },
          body: { days: days === "" ? null : days, cutOff: cutOff === "" ? null : cutOff },
        }),
      ),
    ...{ renews: RENEWS, done: onClose, said: t("handling.saved") },
  });
  return (
    <FormDialog
      help={<Help of="handling_time" />}
      title={t("handling.of", { name: row.storeName })}
      action={save}
      onClose={onClose}
    >
      <Quiet>{t("handling.channelHint")}</Quiet>
      <Days value={days} onChange={setDays} />
      <TextInput type="time" label={t("handling.cutOff")} {...boundText(cutOff, setCutOff)} />
    </FormDialog>
  );
}
