/** The rules that propose courier and service, in their order, and what they would have done. */
import { ActionIcon, Button, Group, Select, Stack, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { PageSkeleton } from "../../ui/skeletons.tsx";
import { Status } from "../../ui/status.tsx";
import { couriersQuery } from "../queries.ts";
import { DryRunCard } from "./dry-run.tsx";
import { type DryRun, type Fallback, type Rule, type Rules, rulesQuery, tryRules } from "./queries.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { chooseWords, whenWords } from "./rule-words.ts";

export function ShippingRulesPage() {
  const { t } = useTranslation("shipments/rules");
  const settings = useTranslation("settings").t;
  const found = useQuery(rulesQuery);
  if (found.isPending) return <PageSkeleton />;
  return (
    <Page title={t("title")} above={{ label: settings("sections.shipping"), to: "/settings/shipping" }}>
      {found.isError ? (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Editor key={found.data.updatedAt ?? "new"} kept={found.data} updatedAt={found.data.updatedAt} />
      )}
    </Page>
  );
}

const plainOf = ({ rules, fallback }: Rules): Rules => ({ rules, fallback });

function Editor({ kept, updatedAt }: { readonly kept: Rules; readonly updatedAt: string | null }) {
  const { t } = useTranslation("shipments/rules");
  const { may } = useSession();
  const [draft, setDraft] = useState<Rules>(plainOf(kept));
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const save = useAction({
    run: () => body(hub.PUT("/api/shipping-rules", { body: { ...draft, ifUpdatedAt: updatedAt } })),
    renews: [rulesQuery.queryKey],
    said: t("said"),
  });
  const [played, setPlayed] = useState<DryRun | null>(null);
  const dryRun = useFormAction({ run: () => tryRules(draft), done: setPlayed });
  const change = (next: Rules) => {
    setDraft(next);
    // What was played was played by other rules.
    setPlayed(null);
  };
  const { rules } = draft;
  const keep = (rule: Rule) => {
    const isNew = !rules.some(({ id }) => id === rule.id);
    change({ ...draft, rules: isNew ? [...rules, rule] : rules.map((each) => (each.id === rule.id ? rule : each)) });
    setEdited(null);
  };
  const mayChange = may("manage_members");
  return (
    <Stack gap="md" maw={1_040}>
      <Card
        title={t("title")}
        actions={
          mayChange && (
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
              {t("add")}
            </Button>
          )
        }
      >
        <Stack gap="sm">
          <Text size="sm" c="var(--quiet)">
            {t("text")}
          </Text>
          <RuleFields draft={draft} onChange={change} onEdit={setEdited} />
          <Group>
            <Button variant="default" loading={dryRun.isRunning} onClick={() => dryRun.start(undefined)}>
              {t("dryRun.action")}
            </Button>
          </Group>
          {dryRun.error !== null && dryRun.error !== undefined && <ProblemNotice error={dryRun.error} />}
        </Stack>
      </Card>
      {played && <DryRunCard played={played} />}
      {edited !== null && (
        <RuleDialog rule={edited === "new" ? null : edited} onKeep={keep} onClose={() => setEdited(null)} />
      )}
      <SaveBar
        isChanged={JSON.stringify(draft) !== JSON.stringify(plainOf(kept))}
        isSaving={save.isRunning}
        onSave={() => save.start(undefined)}
        onUndo={() => change(plainOf(kept))}
      />
    </Stack>
  );
}

interface FieldsProps {
  readonly draft: Rules;
  onChange(draft: Rules): void;
  onEdit(rule: Rule): void;
}

function RuleFields({ draft, onChange, onEdit }: FieldsProps) {
  const { t } = useTranslation("shipments/rules");
  const { may } = useSession();
  const { rules, fallback } = draft;
  return (
    <>
      {rules.length === 0 && <Text size="sm">{t("none")}</Text>}
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
        {rules.map((rule, n) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            place={n}
            of={rules.length}
            onChange={(next) => onChange({ ...draft, rules: next ? rules.with(n, next) : rules.toSpliced(n, 1) })}
            onMove={(to) => onChange({ ...draft, rules: rules.toSpliced(n, 1).toSpliced(to, 0, rule) })}
            onEdit={() => onEdit(rule)}
          />
        ))}
      </Stack>
      <Select
        label={t("fallback")}
        maw={320}
        allowDeselect={false}
        disabled={!may("manage_members")}
        data={(["none", "cheapest", "fastest"] as const).map((value) => ({ value, label: t(`fallbacks.${value}`) }))}
        value={fallback}
        onChange={(value) => onChange({ ...draft, fallback: (value ?? "none") as Fallback })}
      />
    </>
  );
}

interface RowProps {
  readonly rule: Rule;
  readonly place: number;
  readonly of: number;
  /** Null: it is removed. */
  onChange(rule: Rule | null): void;
  onMove(to: number): void;
  onEdit(): void;
}

function RuleRow({ rule, place, of, onChange, onMove, onEdit }: RowProps) {
  const { t, language } = useTranslation("shipments/rules");
  const format = useFormat();
  const { may } = useSession();
  const { data: couriers = [] } = useQuery(couriersQuery);
  const speech = { t, language, format };
  const { name } = rule;
  const button = (label: string, Icon: typeof IconPencil, onClick: () => void, disabled = false) => (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} />
    </ActionIcon>
  );
  return (
    <Group component="li" justify="space-between" align="flex-start" gap="sm" data-rule={name}>
      <Stack gap={0} style={{ flex: "1 1 16rem", minWidth: 0, overflowWrap: "anywhere" }}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {format.number(place + 1)}. <bdi>{name}</bdi>
          </Text>
          {!rule.isOn && <Status meaning="neutral">{t("off")}</Status>}
        </Group>
        <Text size="sm" c="var(--quiet)">
          <bdi>{whenWords(rule, speech)}</bdi>
        </Text>
        <Text size="sm">
          <bdi>{chooseWords(rule, speech, new Map(couriers.map((each) => [each.id, each.name])))}</bdi>
        </Text>
      </Stack>
      {may("manage_members") && (
        <Group gap={4} wrap="nowrap">
          <Switch
            aria-label={t("isOn", { name })}
            checked={rule.isOn}
            onChange={(event) => onChange({ ...rule, isOn: event.currentTarget.checked })}
          />
          {button(t("up", { name }), IconArrowUp, () => onMove(place - 1), place === 0)}
          {button(t("down", { name }), IconArrowDown, () => onMove(place + 1), place === of - 1)}
          {button(t("edit", { name }), IconPencil, onEdit)}
          {button(t("remove", { name }), IconTrash, () => onChange(null))}
        </Group>
      )}
    </Group>
  );
}
