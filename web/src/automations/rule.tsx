/** One rule: edited as a sentence, tested on past orders, switched on and off. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { AutomationDefinition } from "../../../src/commerce/automations/definition.ts";
import { useSession } from "../data/session.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { definitionOf, draftOf } from "./draft.ts";
import { DryRunCard } from "./dry-run.tsx";
import { RuleForm, useRefusal } from "./editor/form.tsx";
import { definitionOfRule, type Rule, ruleQuery, saveRule, switchRule } from "./queries.ts";
import { RuleState, RuleWarnings, StoppedNotice } from "./state.tsx";
import { useWording } from "./use-wording.ts";
import { VersionsCard } from "./versions.tsx";

export function RulePage() {
  const { t } = useWording();
  const { id } = useParams({ strict: false });
  const found = useQuery(ruleQuery(id ?? ""));
  const above = { label: t("title"), to: "/automation" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("edit.rule")} above={above} />;
  const definition = definitionOfRule(found.data);
  if (definition === null)
    return (
      <Page title={found.data.name} above={above}>
        <Text size="sm">{t("edit.unreadable")}</Text>
      </Page>
    );
  return <Editor key={found.data.id} rule={found.data} definition={definition} />;
}

interface Props {
  readonly rule: Rule;
  readonly definition: AutomationDefinition;
}

/** The draft, what it began with, and whether somebody else saved the rule meanwhile. */
function useDraft({ rule, definition }: Props) {
  const [base, setBase] = useState({ version: rule.version, definition });
  const [draft, setDraft] = useState(() => draftOf(definition));
  const textOf = (one: AutomationDefinition) => JSON.stringify(one);
  const isChanged = textOf(definitionOf(draft)) !== textOf(definitionOf(draftOf(base.definition)));
  const adopt = (saved: Props) => {
    setBase({ version: saved.rule.version, definition: saved.definition });
    setDraft(draftOf(saved.definition));
  };
  const isOther = rule.version !== base.version;
  if (isOther && !isChanged) adopt({ rule, definition });
  return {
    draft,
    setDraft,
    isChanged,
    isOther: isOther && isChanged,
    version: base.version,
    adopt,
    undo: () => setDraft(draftOf(base.definition)),
    /** What was typed goes over what the other one saved. */
    overwrite: () => setBase({ version: rule.version, definition }),
  };
}

function Editor({ rule, definition }: Props) {
  const wording = useWording();
  const { t } = wording;
  const { may } = useSession();
  const edit = useDraft({ rule, definition });
  const refusal = useRefusal();
  const save = useFormAction({
    run: () => saveRule(rule.id, definitionOf(edit.draft), edit.version),
    renews: [["automations"]],
    done: (saved) => {
      const read = definitionOfRule(saved);
      if (read) edit.adopt({ rule: saved, definition: read });
    },
    said: t("edit.saved"),
  });
  const mayEdit = may("manage_members");
  return (
    <Page
      title={rule.name}
      above={{ label: t("title"), to: "/automation" }}
      state={<RuleState rule={rule} />}
      actions={
        <>
          <LinkButton variant="default" to="/automation/runs" search={{ automationId: rule.id }}>
            {t("log")}
          </LinkButton>
          {mayEdit && <TurnButton rule={rule} isChanged={edit.isChanged} />}
        </>
      }
    >
      <Stack gap="md" maw={1_040} pb={72}>
        <StoppedNotice rule={rule} />
        <RuleWarnings warnings={rule.warnings} />
        {edit.isOther && !save.isRunning && (
          <EditedNotice onTheirs={() => edit.adopt({ rule, definition })} onMine={edit.overwrite} />
        )}
        <RuleForm draft={edit.draft} wording={wording} refused={refusal.refused} onChange={edit.setDraft} />
        <DryRunCard draft={edit.draft} wording={wording} ruleId={rule.id} onAsked={refusal.watch} />
        <VersionsCard rule={rule} onUse={mayEdit ? (earlier) => edit.setDraft(draftOf(earlier)) : undefined} />
      </Stack>
      <SaveBar
        isChanged={edit.isChanged}
        isSaving={save.isRunning}
        onSave={() => refusal.watch(edit.draft, save.startAndWait(undefined))}
        onUndo={() => {
          refusal.clear();
          edit.undo();
        }}
      />
    </Page>
  );
}

function TurnButton({ rule, isChanged }: { readonly rule: Rule; readonly isChanged: boolean }) {
  const { t } = useWording();
  const { name } = rule;
  const toggle = useAction({
    run: (isOn: boolean) => switchRule(rule.id, isOn),
    renews: [["automations"]],
    said: ({ isOn }) => t(isOn ? "list.turnedOn" : "list.turnedOff", { name }),
  });
  return (
    <Button
      {...(rule.isOn && { variant: "default" })}
      disabled={isChanged}
      title={isChanged ? t("edit.saveFirst") : undefined}
      {...starts(toggle, !rule.isOn)}
    >
      {t(rule.isOn ? "edit.off" : "edit.on")}
    </Button>
  );
}

function EditedNotice({ onTheirs, onMine }: { onTheirs(): void; onMine(): void }) {
  const { t } = useWording();
  return (
    <Alert role="alert" color="yellow" icon={<IconUsers size={18} />} title={t("edit.other")}>
      <Text size="sm">{t("edit.otherText")}</Text>
      <Group mt="xs" gap="xs">
        <Button size="xs" variant="default" onClick={onTheirs}>
          {t("edit.theirs")}
        </Button>
        <Button size="xs" variant="default" onClick={onMine}>
          {t("edit.mine")}
        </Button>
      </Group>
    </Alert>
  );
}
