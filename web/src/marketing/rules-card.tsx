/** The rules on campaigns' names, in their order, and what they would move before they are kept. */
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { OneOf } from "../ui/one-of.tsx";
import { OrderedRules, withRule } from "../ui/ordered-rules.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { ChannelSelect, useChannelNames } from "./channel-select.tsx";
import { useSpendMoved } from "./moved.ts";
import { adAccountsQuery, type Rule, rulesQuery, type Tried, tryRules } from "./queries.ts";
import { majorText } from "./spend-texts.ts";

const MATCHES = ["is", "starts", "contains", "ends"] as const;
type Stored = Rule & { readonly campaigns: number };

export function RulesCard() {
  const { t } = useTranslation("marketing");
  const found = useQuery(rulesQuery);
  if (found.isError)
    return (
      <Card help={<Help of="campaign" />} title={t("rules.title")}>
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      </Card>
    );
  return found.data ? <Editor key={JSON.stringify(found.data)} kept={found.data} /> : <RowsSkeleton rows={3} />;
}

const plainOf = (rules: readonly Stored[]): Rule[] =>
  rules.map(({ id, accountId, match, pattern, channelId }) => ({ id, accountId, match, pattern, channelId }));

function Editor({ kept }: { readonly kept: readonly Stored[] }) {
  const { t } = useTranslation("marketing");
  const { may } = useSession();
  const moved = useSpendMoved();
  const [draft, setDraft] = useState<readonly Rule[]>(() => plainOf(kept));
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const save = useAction({
    run: () => body(hub.PUT("/api/marketing/campaign-rules", { body: { rules: [...draft] } })),
    done: moved,
    said: t("rules.said"),
  });
  const dryRun = useFormAction({ run: () => tryRules([...draft]), done: setTried });
  const change = (rules: readonly Rule[]) => {
    setDraft(rules);
    // What was tried was tried with other rules.
    setTried(null);
  };
  const store = (rule: Rule) => {
    change(withRule(draft, rule));
    setEdited(null);
  };
  const mayChange = may("edit_catalogue");
  const isChanged = JSON.stringify(draft) !== JSON.stringify(plainOf(kept));
  return (
    <Card
      help={<Help of="campaign" />}
      title={t("rules.title")}
      actions={
        mayChange && (
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
            {t("rules.add")}
          </Button>
        )
      }
      text={t("rules.text")}
    >
      <Stack gap="sm">
        <RuleList draft={draft} kept={kept} onChange={change} onEdit={setEdited} />
        {isChanged && (
          <Group>
            <Button variant="default" size="xs" {...starts(dryRun)}>
              {t("rules.try")}
            </Button>
          </Group>
        )}
        {dryRun.error !== null && dryRun.error !== undefined && <ProblemNotice error={dryRun.error} />}
        {tried && <Moves tried={tried} />}
      </Stack>
      {edited !== null && (
        <RuleDialog rule={edited === "new" ? null : edited} onKeep={store} onClose={() => setEdited(null)} />
      )}
      <SaveBar
        isChanged={isChanged}
        isSaving={save.isRunning}
        onSave={() => save.start(undefined)}
        onUndo={() => change(plainOf(kept))}
      />
    </Card>
  );
}

interface ListProps {
  readonly draft: readonly Rule[];
  readonly kept: readonly Stored[];
  onChange(rules: readonly Rule[]): void;
  onEdit(rule: Rule): void;
}

function RuleList({ draft, kept, onChange, onEdit }: ListProps) {
  const { t } = useTranslation("marketing");
  const { may } = useSession();
  const nameOf = useChannelNames();
  const { data: accounts = [] } = useQuery(adAccountsQuery);
  return (
    <OrderedRules<Rule>
      rules={draft}
      mayEdit={may("edit_catalogue")}
      nameOf={({ pattern }) => pattern}
      draw={({ id, match, pattern, channelId, accountId }, number) => {
        const account = accounts.find((each) => each.id === accountId)?.name;
        const campaigns = kept.find((each) => each.id === id)?.campaigns;
        return (
          <>
            <Text size="sm">
              {number}. {t(`rules.says.${match}`, { pattern })}{" "}
              <Text span fw={600} size="sm">
                {t("rules.goes", { channel: nameOf(channelId) })}
              </Text>
            </Text>
            <Quiet size="xs">
              {account === undefined ? t("rules.everyAccount") : t("rules.ofAccount", { account })}
              {campaigns !== undefined && ` · ${t("rules.campaigns", { count: campaigns })}`}
            </Quiet>
          </>
        );
      }}
      onChange={onChange}
      onEdit={onEdit}
    />
  );
}

interface DialogProps {
  /** Null: a new one. */
  readonly rule: Rule | null;
  onKeep(rule: Rule): void;
  onClose(): void;
}

function RuleDialog({ rule, onKeep, onClose }: DialogProps) {
  const { t } = useTranslation("marketing");
  const { data: accounts = [] } = useQuery(adAccountsQuery);
  const [form, setForm] = useState<Rule>(
    () => rule ?? { id: crypto.randomUUID(), accountId: null, match: "contains", pattern: "", channelId: null },
  );
  const field = fieldsOf(form, (part) => setForm({ ...form, ...part }));
  return (
    <FormDialog
      help={<Help of="campaign" />}
      title={rule ? t("rules.edit", { pattern: rule.pattern }) : t("rules.add")}
      label={t("rules.keep")}
      isReady={form.pattern.trim() !== ""}
      onSubmit={() => onKeep({ ...form, pattern: form.pattern.trim() })}
      onClose={onClose}
    >
      <Group grow align="flex-start">
        <OneOf
          label={t("rules.match")}
          options={worded(MATCHES, (value) => t(`rules.matches.${value}`))}
          {...field("match")}
        />
        <TextInput label={t("rules.pattern")} data-autofocus maxLength={200} {...field.text("pattern")} />
      </Group>
      <Select
        label={t("account")}
        placeholder={t("rules.everyAccount")}
        clearable
        data={named(accounts)}
        {...field("accountId")}
      />
      <ChannelSelect label={t("campaigns.channel")} {...field("channelId")} />
    </FormDialog>
  );
}

type Move = Tried["moves"][number];

function Moves({ tried }: { readonly tried: Tried }) {
  const { t } = useTranslation("marketing");
  const format = useFormat();
  const nameOf = useChannelNames();
  const columns: readonly Column<Move>[] = [
    column.title("campaign", t("campaign"), ({ campaignName }) => <bdi>{campaignName}</bdi>),
    column.fact("from", t("rules.from"), ({ fromChannelId }) => <bdi>{nameOf(fromChannelId)}</bdi>),
    column.fact("to", t("rules.to"), ({ toChannelId }) => <bdi>{nameOf(toChannelId)}</bdi>),
    column.figure("spend", t("rules.spend"), ({ spend, currency }) => (
      <bdi dir="ltr" className="nowrap">
        {currency === "" ? "–" : majorText(spend, currency, format)}
      </bdi>
    )),
  ];
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {tried.campaigns === 0 ? t("rules.movesNone") : t("rules.moves", { count: tried.campaigns })}
      </Text>
      {tried.moves.length > 0 && (
        <PlainList
          label={t("rules.moved")}
          rows={tried.moves}
          columns={columns}
          rowKey={({ accountId, campaignKey }) => `${accountId} ${campaignKey}`}
        />
      )}
    </Stack>
  );
}
