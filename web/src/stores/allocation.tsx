/** How much of what is available the store may show; what a change would do is shown before it is saved. */
import { MultiSelect, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { paths } from "../../../sdk/index.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { allocationQuery, type Store } from "./data.ts";

type Rule = paths["/api/stores/{id}/allocation"]["get"]["responses"][200]["content"]["application/json"];

export function Allocation({ store }: { readonly store: Store }) {
  const { data, error } = useQuery(allocationQuery(store.id));
  if (error !== null) return <ProblemNotice error={error} />;
  return data ? <RuleForm store={store} kept={data} /> : <RowsSkeleton rows={3} />;
}

function RuleForm({ store, kept }: { readonly store: Store; readonly kept: Rule }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [draft, setDraft] = useState<Partial<Rule>>({});
  const rule: Rule = { ...kept, ...draft };
  const isChanged = JSON.stringify(rule) !== JSON.stringify(kept);
  const locations = useQuery(locationsQuery).data;
  const save = useAction({
    run: () => body(hub.PUT("/api/stores/{id}/allocation", { ...ofId(store.id), body: rule })),
    renews: [["stores"], ["mappings"]],
    done: () => {
      setDraft({});
    },
    said: t("allocation.saved"),
  });
  const isFixed = !may("edit_catalogue");
  const set = (part: Partial<Rule>) => setDraft({ ...draft, ...part });
  const units = (name: "buffer" | "zeroBelow" | "keep") => (
    <WholeNumber
      label={t(`allocation.${name}`)}
      description={t(`allocation.help.${name}`)}
      min={0}
      disabled={isFixed}
      value={rule[name]}
      onChange={(value) => set({ [name]: value ?? 0 })}
    />
  );
  const limit = (name: "cap" | "percent", max?: number) => (
    <WholeNumber
      label={t(`allocation.${name}`)}
      description={t(`allocation.help.${name}`)}
      min={0}
      {...(max !== undefined && { max })}
      disabled={isFixed}
      placeholder={t("allocation.noLimit")}
      value={rule[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <Card help={<Help of="allocation" />} title={t("allocation.title")}>
      <Stack gap="md">
        <MultiSelect
          label={t("allocation.locations")}
          placeholder={rule.locationIds === null ? t("allocation.everyLocation") : ""}
          data={(locations ?? [])
            .filter(({ kind }) => kind === "own")
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={rule.locationIds ?? []}
          disabled={isFixed}
          onChange={(ids) => set({ locationIds: ids.length === 0 ? null : ids })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }}>
          {units("buffer")}
          {limit("percent", 100)}
          {limit("cap")}
          {units("zeroBelow")}
          {units("keep")}
        </SimpleGrid>
        {isChanged && <Preview store={store} rule={rule} />}
      </Stack>
      <SaveBar
        isChanged={isChanged}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setDraft({})}
      />
    </Card>
  );
}

const WAIT_MS = 300;
const SHOWN = 8;

function Preview({ store, rule }: { readonly store: Store; readonly rule: Rule }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const [requested] = useDebouncedValue(rule, WAIT_MS);
  const { data, error } = useQuery(
    reading(
      ["stores", store.id, "allocation-preview", requested],
      ({ signal }) => hub.POST("/api/stores/{id}/allocation/preview", { ...ofId(store.id), body: requested, signal }),
      { placeholderData: keepPreviousData },
    ),
  );
  if (error !== null) return <ProblemNotice error={error} />;
  if (!data) return <RowsSkeleton rows={2} />;
  return (
    <Stack gap="xs" role="status" data-preview>
      <Text size="sm" fw={600}>
        {data.changed === 0
          ? t("allocation.nothing")
          : t("allocation.changes", {
              count: data.changed,
              number: number(data.changed),
              before: number(data.unitsBefore),
              after: number(data.unitsAfter),
            })}
      </Text>
      {data.emptied > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("allocation.emptied", { count: data.emptied, number: number(data.emptied) })}
        </Text>
      )}
      {!data.complete && <Quiet size="xs">{t("allocation.part", { number: number(data.checked) })}</Quiet>}
      {data.samples.length > 0 && (
        <Table>
          <Table.Tbody>
            {data.samples.slice(0, SHOWN).map((sample) => (
              <Table.Tr key={sample.listingId}>
                <Table.Td>
                  {sample.title}{" "}
                  <Text component="span" size="xs" c="var(--quiet)" className="code">
                    {sample.sku}
                  </Text>
                  {sample.storeId !== store.id && (
                    <Quiet size="xs">{t("allocation.onOther", { store: sample.storeName })}</Quiet>
                  )}
                </Table.Td>
                <Table.Td style={{ textAlign: "end" }}>
                  <bdi dir="ltr" className="nowrap">
                    {number(sample.before)} → {number(sample.after)}
                  </bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
