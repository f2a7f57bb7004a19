/** The rules that propose courier and service, in their order, and what they would have done. */
import { Button, Group, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { useFormat } from "../../i18n/format.ts";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { OrderedRules, withRule } from "../../ui/ordered-rules.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { PageSkeleton } from "../../ui/skeletons.tsx";
import { couriersQuery } from "../queries.ts";
import { DryRunCard } from "./dry-run.tsx";
import { type DryRun, type Rule, type Rules, rulesQuery, tryRules } from "./queries.ts";
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
    change({ ...draft, rules: withRule(rules, rule) });
    setEdited(null);
  };
  const mayChange = may("manage_members");
  return (
    <Stack gap="md" maw={1_040}>
      <Card
        help={<Help of="shipping_rule" />}
        title={t("title")}
        actions={
          mayChange && (
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
              {t("add")}
            </Button>
          )
        }
        text={t("text")}
      >
        <Stack gap="sm">
          <RuleFields draft={draft} onChange={change} onEdit={setEdited} />
          <Group>
            <Button variant="default" {...starts(dryRun)}>
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
  const { t, language } = useTranslation("shipments/rules");
  const wording = { t, language, format: useFormat() };
  const mayEdit = useSession().may("manage_members");
  const { data: couriers = [] } = useQuery(couriersQuery);
  const names = new Map(couriers.map(({ id, name }) => [id, name]));
  const { rules, fallback } = draft;
  return (
    <>
      <OrderedRules
        rules={rules}
        mayEdit={mayEdit}
        isOn={({ isOn }) => isOn}
        turned={(rule, isOn) => ({ ...rule, isOn })}
        tell={(rule) => [whenWords(rule, wording), chooseWords(rule, wording, names)]}
        onChange={(next) => onChange({ ...draft, rules: next })}
        onEdit={onEdit}
      />
      <OneOf
        label={t("fallback")}
        maw={320}
        disabled={!mayEdit}
        options={worded(["none", "cheapest", "fastest"], (value) => t(`fallbacks.${value}`))}
        value={fallback}
        onChange={(fallback) => onChange({ ...draft, fallback })}
      />
    </>
  );
}
