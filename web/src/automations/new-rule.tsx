/** A new rule: from a template or from scratch. Saved, it is switched off. */
import { Button, Paper, SimpleGrid, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { isTrigger } from "../../../src/commerce/automations/triggers.ts";
import { useSession } from "../data/session.ts";
import { useFormAction } from "../ui/action.ts";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { definitionOf, draftOf, newRule, type RuleDraft } from "./draft.ts";
import { DryRunCard } from "./dry-run.tsx";
import { RuleForm, useRefusal } from "./editor/form.tsx";
import { SentenceText } from "./editor/sentence-text.tsx";
import { addRule } from "./queries.ts";
import { ruleText } from "./rule-texts.ts";
import { templatesIn } from "./templates.ts";
import { useWording } from "./use-wording.ts";

export function NewRule() {
  const { trigger } = useSearch({ strict: false }) as { readonly trigger?: unknown };
  const [first, setFirst] = useState<RuleDraft | null>(isTrigger(trigger) ? newRule(trigger) : null);
  return first === null ? <Templates onChoose={setFirst} /> : <Editor first={first} />;
}

function Templates({ onChoose }: { onChoose(draft: RuleDraft): void }) {
  const wording = useWording();
  const { t } = wording;
  const { organization } = useSession();
  return (
    <Page
      title={t("templates.title")}
      above={{ label: t("title"), to: "/automation" }}
      actions={<Button onClick={() => onChoose(newRule())}>{t("blank")}</Button>}
    >
      <Stack gap="md">
        <Quiet>{t("templates.text")}</Quiet>
        <SimpleGrid component="ul" cols={{ base: 1, sm: 2, lg: 3 }} p={0} m={0} style={{ listStyle: "none" }}>
          {templatesIn(organization?.currency ?? "EUR").map(({ key, automation }) => {
            const name = t(`templates.names.${key}`, { defaultValue: automation.name });
            const rule = { ...automation, name };
            return (
              <Paper key={key} component="li" p="sm">
                <Stack gap="xs" align="flex-start" h="100%">
                  <Button variant="default" size="xs" onClick={() => onChoose(draftOf(rule))}>
                    {name}
                  </Button>
                  <SentenceText>{ruleText(rule, wording)}</SentenceText>
                </Stack>
              </Paper>
            );
          })}
        </SimpleGrid>
      </Stack>
    </Page>
  );
}

function Editor({ first }: { readonly first: RuleDraft }) {
  const wording = useWording();
  const { t } = wording;
  const navigate = useNavigate();
  const [draft, setDraft] = useState(first);
  const refusal = useRefusal();
  const save = useFormAction({
    run: () => addRule(definitionOf(draft)),
    renews: [["automations"]],
    done: ({ id }) => navigate({ to: "/automation/$id", params: { id }, replace: true, ignoreBlocker: true }),
    said: t("edit.created"),
  });
  return (
    <Page
      title={t("edit.newTitle")}
      above={{ label: t("title"), to: "/automation" }}
      actions={
        <Button loading={save.isRunning} onClick={() => refusal.watch(draft, save.startAndWait(undefined))}>
          {t("edit.create")}
        </Button>
      }
    >
      <Stack gap="md" maw={1_040}>
        <RuleForm draft={draft} wording={wording} refused={refusal.refused} onChange={setDraft} />
        <DryRunCard draft={draft} wording={wording} onAsked={refusal.watch} />
      </Stack>
      <LeaveGuard isChanged={draft !== first} />
    </Page>
  );
}
