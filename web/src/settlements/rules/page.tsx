/** What orders cost where no channel tells: rules in their order, and what they charge on past orders. */
import { ActionIcon, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { storesQuery } from "../../data/known.ts";
import { useSession } from "../../data/session.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { Status } from "../../ui/status.tsx";
import { Frame } from "../frame.tsx";
import { type DryRun, feeRulesQuery, type Rule, type Rules, tryRules } from "../queries.ts";
import { DryRunCard } from "./dry-run.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { useRuleWords } from "./rule-words.ts";

export function FeeRulesPage() {
  const found = useQuery(feeRulesQuery);
  return (
    <Frame>
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <RowsSkeleton />}
      {found.data && <Editor key={found.data.version} kept={found.data.rules} version={found.data.version} />}
    </Frame>
  );
}

function Editor({ kept, version }: { readonly kept: Rules; readonly version: string }) {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const [rules, setRules] = useState<Rules>(kept);
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const [played, setPlayed] = useState<DryRun | null>(null);
  const save = useAction({
    run: () => body(hub.PUT("/api/fee-rules", { body: { rules, ifVersion: version } })),
    renews: [["settlements"]],
    said: t("rules.said"),
  });
  const dryRun = useFormAction({ run: () => tryRules(rules), done: setPlayed });
  const change = (next: Rules) => {
    setRules(next);
    // What was played was played by other rules.
    setPlayed(null);
  };
  const keep = (rule: Rule) => {
    const isNew = !rules.some(({ id }) => id === rule.id);
    change(isNew ? [...rules, rule] : rules.map((each) => (each.id === rule.id ? rule : each)));
    setEdited(null);
  };
  return (
    <Stack gap="md" maw={1_040}>
      <Card
        title={t("rules.title")}
        actions={
          may("manage_members") && (
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
              {t("rules.add")}
            </Button>
          )
        }
      >
        <Stack gap="sm">
          <Text size="sm" c="var(--quiet)">
            {t("rules.text")}
          </Text>
          <RuleRows rules={rules} onChange={change} onEdit={setEdited} />
          <Group>
            <Button
              variant="default"
              disabled={rules.length === 0}
              loading={dryRun.isRunning}
              onClick={() => dryRun.start(undefined)}
            >
              {t("rules.dryRun.action")}
            </Button>
          </Group>
          {dryRun.error !== null && dryRun.error !== undefined && <ProblemNotice error={dryRun.error} />}
        </Stack>
      </Card>
      {played && <DryRunCard played={played} rules={rules} />}
      {edited !== null && (
        <RuleDialog rule={edited === "new" ? null : edited} onKeep={keep} onClose={() => setEdited(null)} />
      )}
      <SaveBar
        isChanged={JSON.stringify(rules) !== JSON.stringify(kept)}
        isSaving={save.isRunning}
        onSave={() => save.start(undefined)}
        onUndo={() => change(kept)}
      />
    </Stack>
  );
}

interface RowsProps {
  readonly rules: Rules;
  onChange(rules: Rules): void;
  onEdit(rule: Rule): void;
}

function RuleRows({ rules, onChange, onEdit }: RowsProps) {
  const { t } = useTranslation("settlements");
  return (
    <>
      {rules.length === 0 && <Text size="sm">{t("rules.none")}</Text>}
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
        {rules.map((rule, n) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            place={n}
            of={rules.length}
            onChange={(next) => onChange(next ? rules.with(n, next) : rules.toSpliced(n, 1))}
            onMove={(to) => onChange(rules.toSpliced(n, 1).toSpliced(to, 0, rule))}
            onEdit={() => onEdit(rule)}
          />
        ))}
      </Stack>
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
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  const { may } = useSession();
  const { data: stores = [] } = useQuery(storesQuery);
  const words = useRuleWords(new Map(stores.map(({ id, name }) => [id, name])));
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
            {number(place + 1)}. <bdi>{name}</bdi>
          </Text>
          {!rule.isActive && <Status meaning="neutral">{t("rules.off")}</Status>}
        </Group>
        <Text size="sm" c="var(--quiet)">
          <bdi>{words.when(rule)}</bdi>
        </Text>
        <Text size="sm">
          <bdi>{words.charges(rule)}</bdi>
        </Text>
      </Stack>
      {may("manage_members") && (
        <Group gap={4} wrap="nowrap">
          <Switch
            aria-label={t("rules.isOn", { name })}
            checked={rule.isActive}
            onChange={(event) => onChange({ ...rule, isActive: event.currentTarget.checked })}
          />
          {button(t("rules.up", { name }), IconArrowUp, () => onMove(place - 1), place === 0)}
          {button(t("rules.down", { name }), IconArrowDown, () => onMove(place + 1), place === of - 1)}
          {button(t("rules.edit", { name }), IconPencil, onEdit)}
          {button(t("rules.remove", { name }), IconTrash, () => onChange(null))}
        </Group>
      )}
    </Group>
  );
}
