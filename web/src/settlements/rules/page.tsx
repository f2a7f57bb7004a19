/** What orders cost where no channel tells: rules in their order, and what they charge on past orders. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { storesQuery } from "../../data/reference-data.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { OrderedRules, withRule } from "../../ui/ordered-rules.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { Frame } from "../frame.tsx";
import { type DryRun, feeRulesQuery, type Rule, type Rules, tryRules } from "../queries.ts";
import { DryRunCard } from "./dry-run.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { useRuleTexts } from "./rule-texts.ts";

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
  const mayEdit = useSession().may("manage_members");
  const { data: stores = [] } = useQuery(storesQuery);
  const texts = useRuleTexts(new Map(stores.map(({ id, name }) => [id, name])));
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
  const store = (rule: Rule) => {
    change(withRule(rules, rule));
    setEdited(null);
  };
  return (
    <Stack gap="md" maw={1_040}>
      <Card
        help={<Help of="fee_rule" />}
        title={t("rules.title")}
        actions={
          mayEdit && (
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited("new")}>
              {t("rules.add")}
            </Button>
          )
        }
        text={t("rules.text")}
      >
        <Stack gap="sm">
          <OrderedRules<Rule>
            rules={rules}
            mayEdit={mayEdit}
            nameOf={({ name }) => name}
            switched={{
              isOn: ({ isActive }) => isActive,
              turned: (rule, isActive) => ({ ...rule, isActive }),
            }}
            draw={(rule, number, off) => (
              <>
                <Group gap="xs">
                  <Text size="sm" fw={600}>
                    {number}. <bdi>{rule.name}</bdi>
                  </Text>
                  {off}
                </Group>
                <Quiet>
                  <bdi>{texts.when(rule)}</bdi>
                </Quiet>
                <Text size="sm">
                  <bdi>{texts.charges(rule)}</bdi>
                </Text>
              </>
            )}
            onChange={change}
            onEdit={setEdited}
          />
          <Group>
            <Button variant="default" disabled={rules.length === 0} {...starts(dryRun)}>
              {t("rules.dryRun.action")}
            </Button>
          </Group>
          {dryRun.error !== null && dryRun.error !== undefined && <ProblemNotice error={dryRun.error} />}
        </Stack>
      </Card>
      {played && <DryRunCard played={played} rules={rules} />}
      {edited !== null && (
        <RuleDialog rule={edited === "new" ? null : edited} onKeep={store} onClose={() => setEdited(null)} />
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
