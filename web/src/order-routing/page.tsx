/** The rules that choose the location an order ships from, and what they would choose. */
import { Button, Group, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { LocationsCard } from "./locations.tsx";
import { PreviewCard } from "./preview.tsx";
import {
  type Criterion,
  type LocationRules,
  previewRouting,
  type RoutingPreview,
  type Rules,
  routingQuery,
} from "./queries.ts";
import { Ranked } from "./ranked.tsx";

const CRITERIA: readonly Criterion[] = ["day", "own", "area", "cost", "rank"];
const SPLITS: readonly Rules["split"][] = ["when_needed", "when_cheaper", "never"];

interface Draft extends Rules {
  readonly isOn: boolean;
}

export function RoutingPage() {
  const { t } = useTranslation("order-routing");
  const settings = useTranslation("settings").t;
  const found = useQuery(routingQuery);
  const locations = useQuery(locationsQuery);
  const above = { label: settings("sections.shipping"), to: "/settings/shipping" };
  if (found.isPending || locations.isPending) return <PageSkeleton />;
  if (found.isError || locations.isError)
    return (
      <Page title={t("title")} above={above}>
        <ProblemNotice error={found.error ?? locations.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  const own = locations.data.filter(({ kind, active }) => kind === "own" && active);
  const names = new Map(own.map(({ id, name }) => [id, name]));
  const { updatedAt, ...rules } = found.data;
  return (
    <Page title={t("title")} above={above}>
      <Editor key={updatedAt ?? "new"} kept={withAll(rules, [...names.keys()])} updatedAt={updatedAt} names={names} />
    </Page>
  );
}

/** Every location has a place, those nobody ranked at the end; locations that are gone have none. */
function withAll(rules: Draft, ids: readonly string[]): Draft {
  const existing = rules.locations.filter(({ locationId }) => ids.includes(locationId));
  const rest = ids.filter((id) => !existing.some(({ locationId }) => locationId === id));
  const plain = (locationId: string): LocationRules => ({
    locationId,
    areas: [],
    onlyAreas: false,
    costMinor: null,
    ordersPerDay: null,
  });
  return { ...rules, locations: [...existing, ...rest.map(plain)] };
}

const rulesOf = ({ criteria, split, locations }: Draft): Rules => ({ criteria, split, locations });

interface EditorProps {
  readonly kept: Draft;
  readonly updatedAt: string | null;
  readonly names: ReadonlyMap<string, string>;
}

function Editor({ kept, updatedAt, names }: EditorProps) {
  const { t } = useTranslation("order-routing");
  const mayEdit = useSession().may("manage_members");
  const [draft, setDraft] = useState<Draft>(kept);
  const [shown, setShown] = useState<RoutingPreview | null>(null);
  const save = useAction({
    run: () => body(hub.PUT("/api/routing", { body: { ...draft, ifUpdatedAt: updatedAt } })),
    renews: [routingQuery.queryKey, ["orders"]],
    said: t("said"),
  });
  const preview = useFormAction({ run: () => previewRouting(rulesOf(draft)), done: setShown });
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    // What is shown was chosen by other rules.
    setShown(null);
  };
  return (
    <Stack gap="md" maw={1_040}>
      <Card help={<Help of="routing" />} title={t("title")} text={t("text")}>
        <Stack gap="sm">
          <Switch
            label={t("isOn")}
            description={names.size < 2 ? t("oneLocation") : t("isOnText")}
            disabled={!mayEdit}
            {...boundTick(draft.isOn, (isOn) => change({ isOn }))}
          />
          <OneOf
            label={t("split")}
            maw={420}
            disabled={!mayEdit}
            options={worded(SPLITS, (value) => t(`splits.${value}`))}
            value={draft.split}
            onChange={(split) => change({ split })}
          />
          <Group>
            <Button variant="default" {...starts(preview)}>
              {t("preview.action")}
            </Button>
          </Group>
          {preview.error !== null && preview.error !== undefined && <ProblemNotice error={preview.error} />}
        </Stack>
      </Card>
      {shown && <PreviewCard preview={shown} />}
      <CriteriaCard criteria={draft.criteria} mayEdit={mayEdit} onChange={(criteria) => change({ criteria })} />
      <LocationsCard
        locations={draft.locations}
        names={names}
        mayEdit={mayEdit}
        onChange={(locations) => change({ locations })}
      />
      <SaveBar
        isChanged={JSON.stringify(draft) !== JSON.stringify(kept)}
        isSaving={save.isRunning}
        onSave={() => save.start(undefined)}
        onUndo={() => change(kept)}
      />
    </Stack>
  );
}

interface CriteriaProps {
  readonly criteria: readonly Criterion[];
  readonly mayEdit: boolean;
  onChange(criteria: Criterion[]): void;
}

function CriteriaCard({ criteria, mayEdit, onChange }: CriteriaProps) {
  const { t } = useTranslation("order-routing");
  const off = CRITERIA.filter((each) => !criteria.includes(each));
  const without = (id: string) => criteria.filter((each) => each !== id);
  const one = (id: string) => CRITERIA.filter((each) => each === id);
  return (
    <Card help={<Help of="routing_criteria" />} title={t("criteria.title")} text={t("criteria.text")}>
      <Ranked
        label={t("criteria.title")}
        mayEdit={mayEdit}
        items={[...criteria, ...off].map((id) => ({
          id,
          name: t(`criteria.${id}`),
          text: t(`criteria.${id}Text`),
          isOn: criteria.includes(id),
        }))}
        onMove={(id, to) => onChange(without(id).toSpliced(to, 0, ...one(id)))}
        onTurn={(id, isOn) => {
          const next = isOn ? [...criteria, ...one(id)] : without(id);
          if (next.length > 0) onChange(next);
        }}
      />
    </Card>
  );
}
