/** The rules in the order they are asked in: switched on and off, moved, and what each does. */
import { ActionIcon, Group, Menu, Paper, Stack, Switch, Text, VisuallyHidden } from "@mantine/core";
import { IconBolt, IconGripVertical, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { triggerOf } from "../../../src/commerce/automations/triggers.ts";
import { useLater } from "../data/after-first-paint.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useAction } from "../ui/action.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundTick } from "../ui/field.ts";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { MoreMenu, RowMenu } from "../ui/more-menu.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { SentenceText } from "./editor/sentence-text.tsx";
import { saveRules } from "./files.ts";
import { AutomationFrame } from "./frame.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import classes from "./list.module.css";
import { addRule, definitionOfRule, type Rule, rulesQuery, switchRule, weekQuery } from "./queries.ts";
import { useReorder } from "./reorder.ts";
import { ruleText } from "./rule-texts.ts";
import { RuleState, RuleWarnings } from "./state.tsx";
import { useWording } from "./use-wording.ts";

export function RuleList() {
  const { t } = useWording();
  const { may } = useSession();
  const found = useQuery(rulesQuery);
  const [isImporting, setImporting] = useState(false);
  const rules = found.data ?? [];
  const add = (
    <LinkButton to="/automation/new" leftSection={<IconPlus size={16} />}>
      {t("add")}
    </LinkButton>
  );
  const mayEdit = may("manage_members");
  return (
    <AutomationFrame
      actions={
        <>
          {(mayEdit || rules.length > 0) && (
            <MoreMenu label={t("files.menu")}>
              <Menu.Item disabled={rules.length === 0} onClick={() => saveRules(rules)}>
                {t("files.export")}
              </Menu.Item>
              {mayEdit && <Menu.Item onClick={() => setImporting(true)}>{t("files.import")}</Menu.Item>}
            </MoreMenu>
          )}
          {mayEdit && add}
        </>
      }
    >
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <RowsSkeleton rows={5} />}
      {found.isSuccess && rules.length === 0 && (
        <Empty icon={IconBolt} title={t("list.emptyTitle")} text={t("list.emptyText")} action={mayEdit && add} />
      )}
      {rules.length > 0 && <Rules rules={rules} mayEdit={mayEdit} />}
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </AutomationFrame>
  );
}

interface RulesProps {
  readonly rules: readonly Rule[];
  readonly mayEdit: boolean;
}

/** Puts a rule in another place at once; what the hub refuses goes back. */
function useMoved(rules: readonly Rule[]) {
  const { t, format } = useWording();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const order = useAction({
    run: (next: readonly Rule[]) =>
      body(hub.PUT("/api/automations/order", { body: { ids: next.map(({ id }) => id) } })),
    optimistic: (next) => {
      const before = client.getQueryData(rulesQuery.queryKey);
      client.setQueryData(rulesQuery.queryKey, [...next]);
      return () => client.setQueryData(rulesQuery.queryKey, before);
    },
    renews: [rulesQuery.queryKey],
  });
  const move = (id: string, to: number) => {
    const from = rules.findIndex((rule) => rule.id === id);
    const rule = rules[from];
    if (!rule) return;
    order.start(rules.toSpliced(from, 1).toSpliced(to, 0, rule));
    const places = { place: format.number(to + 1), all: format.number(rules.length) };
    setText(t("list.moved", { name: rule.name, ...places }));
  };
  return { said: text, move };
}

function Rules({ rules, mayEdit }: RulesProps) {
  const { t } = useWording();
  const [deleted, setDeleted] = useState<Rule | null>(null);
  const { said, move } = useMoved(rules);
  const reorder = useReorder(
    rules.map(({ id }) => id),
    move,
  );
  return (
    <Stack gap="xs">
      <Quiet>{t("list.text")}</Quiet>
      <Paper component="ol" aria-label={t("list.order")} className={classes["rules"] ?? ""}>
        {rules.map((rule, index) => (
          <li
            key={rule.id}
            className={classes["rule"]}
            data-rule={rule.name}
            data-over={reorder.isOver(rule.id) || undefined}
            {...reorder.row(rule.id)}
          >
            {mayEdit && <Handle rule={rule} reorder={reorder} />}
            <RuleSummary rule={rule} place={index} />
            {mayEdit ? (
              <Controls
                rule={rule}
                isFirst={index === 0}
                isLast={index === rules.length - 1}
                onMove={(by) => reorder.moveBy(rule.id, by)}
                onDelete={() => setDeleted(rule)}
              />
            ) : (
              <RuleState rule={rule} />
            )}
          </li>
        ))}
      </Paper>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {deleted && <DeleteRule rule={deleted} onClose={() => setDeleted(null)} />}
    </Stack>
  );
}

function Handle({ rule, reorder }: { readonly rule: Rule; readonly reorder: ReturnType<typeof useReorder> }) {
  const { t } = useWording();
  const label = t("list.move", { name: rule.name });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes["grip"] ?? ""}
      aria-label={label}
      title={label}
      {...reorder.handle(rule.id)}
    >
      <IconGripVertical size={16} aria-hidden />
    </ActionIcon>
  );
}

function DeleteRule({ rule, onClose }: { readonly rule: Rule; onClose(): void }) {
  const { t } = useWording();
  return (
    <ConfirmAction
      title={t("list.deleteTitle", { name: rule.name })}
      text={t("list.deleteText")}
      label={t("list.deleteLabel")}
      run={() => body(hub.DELETE("/api/automations/{id}", ofId(rule.id)))}
      renews={[["automations"]]}
      said={t("list.deleted")}
      onClose={onClose}
    />
  );
}

function RuleSummary({ rule, place }: { readonly rule: Rule; readonly place: number }) {
  const wording = useWording();
  const { t, format } = wording;
  const definition = definitionOfRule(rule);
  return (
    <Stack gap={2} className={classes["told"] ?? ""}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {format.number(place + 1)}.{" "}
          <LinkAnchor to="/automation/$id" params={{ id: rule.id }} size="sm" fw={600}>
            <bdi>{rule.name}</bdi>
          </LinkAnchor>
        </Text>
        {(rule.stoppedBecause !== null || !rule.isOn) && <RuleState rule={rule} />}
      </Group>
      <SentenceText>{definition ? ruleText(definition, wording) : t("edit.unreadable")}</SentenceText>
      {rule.stoppedBecause !== null && (
        <Text size="xs" c="var(--bad-ink)">
          {t(`stopped.${rule.stoppedBecause}`)}
        </Text>
      )}
      <RuleWarnings warnings={rule.warnings} />
      {/* What proposes couriers leaves no runs. */}
      {definition !== null && triggerOf(definition.trigger).subject !== "parcel" && (
        <Quiet size="xs" component="div">
          <Acted rule={rule} />
        </Quiet>
      )}
    </Stack>
  );
}

function Acted({ rule }: { readonly rule: Rule }) {
  const { t, format } = useWording();
  const week = useLater(weekQuery);
  const acted = week?.acted.get(rule.id) ?? 0;
  const failed = week?.failed.get(rule.id);
  const params = { count: acted, number: format.number(acted) };
  return (
    <>
      {rule.lastActedAt === null ? (
        t("list.actedNever")
      ) : (
        <>
          {acted > 0 && `${t(week?.isCut ? "list.actedLeast" : "list.actedWeek", params)} · `}
          {t("list.acted")} <When at={rule.lastActedAt} />
        </>
      )}
      {failed && (
        <Text span size="xs" c="var(--bad-ink)">
          {" · "}
          {t("list.failed")} <When at={failed.at} />
          {failed.error !== null && (
            <>
              {": "}
              <HubText text={failed.error} />
            </>
          )}
        </Text>
      )}
    </>
  );
}

interface ControlsProps {
  readonly rule: Rule;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onMove(by: number): void;
  onDelete(): void;
}

function Controls({ rule, isFirst, isLast, onMove, onDelete }: ControlsProps) {
  const { t } = useWording();
  const navigate = useNavigate();
  const { id, name } = rule;
  const toggle = useAction({
    run: (isOn: boolean) => switchRule(id, isOn),
    renews: [["automations"]],
    said: ({ isOn }) => t(isOn ? "list.turnedOn" : "list.turnedOff", { name }),
  });
  const definition = definitionOfRule(rule);
  const copy = useAction({
    run: () => {
      if (!definition) throw new Error(t("edit.unreadable"));
      return addRule({ ...definition, name: t("list.copyOf", { name }).slice(0, 100) });
    },
    renews: [["automations"]],
    done: (made) => navigate({ to: "/automation/$id", params: { id: made.id } }),
  });
  return (
    <div className={classes["ends"]}>
      <Switch
        aria-label={t("list.isOn", { name })}
        disabled={toggle.isRunning}
        {...boundTick(rule.isOn, (isOn) => toggle.start(isOn))}
      />
      <RowMenu label={t("list.more", { name })}>
        <Menu.Item disabled={isFirst} onClick={() => onMove(-1)}>
          {t("list.up")}
        </Menu.Item>
        <Menu.Item disabled={isLast} onClick={() => onMove(1)}>
          {t("list.down")}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/automation/runs", search: { automationId: id } })}>
          {t("list.log")}
        </Menu.Item>
        <Menu.Item onClick={() => saveRules([rule])}>{t("list.exportOne")}</Menu.Item>
        <Menu.Item disabled={definition === null} onClick={() => copy.start()}>
          {t("list.copy")}
        </Menu.Item>
        <Menu.Item color="red" onClick={onDelete}>
          {t("list.delete")}
        </Menu.Item>
      </RowMenu>
    </div>
  );
}
