/** A rule as it is edited: its name, its sentence, and the same in words. */
import { Alert, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { wasEdited } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { Card } from "../../ui/card.tsx";
import { boundText } from "../../ui/field.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { definitionOf, type RuleDraft } from "../draft.ts";
import { ruleText } from "../rule-texts.ts";
import type { Naming } from "../use-wording.ts";
import { EditingGiven } from "./editing.ts";
import { NO_PROBLEMS, type Problems, problemAt, problemsIn, refusedIn } from "./problems.ts";
import { Sentence } from "./sentence.tsx";
import { SentenceText } from "./sentence-text.tsx";

/** What was refused, and of which draft. */
export interface Refused {
  readonly error: unknown;
  readonly draft: RuleDraft;
}

/** Keeps what the hub refused; once it did, what is wrong is said while one types. */
export function useRefusal() {
  const [refused, setRefused] = useState<Refused | null>(null);
  return {
    refused,
    clear: () => setRefused(null),
    /** Starts it; what it is refused for stands at the fields. */
    watch: (draft: RuleDraft, sent: Promise<unknown>) => {
      setRefused(null);
      sent.catch((error: unknown) => setRefused({ error, draft }));
    },
  };
}

interface Props {
  readonly draft: RuleDraft;
  readonly wording: Naming;
  readonly refused: Refused | null;
  onChange(draft: RuleDraft): void;
}

export function RuleForm({ draft, wording, refused, onChange }: Props) {
  const { t } = wording;
  const { may, organization } = useSession();
  const problems = problemsOf({ draft, wording, refused });
  const change = (part: Partial<RuleDraft>) => onChange({ ...draft, ...part });
  const editing = {
    wording,
    trigger: draft.trigger,
    currency: organization?.currency ?? "USD",
    isFixed: !may("manage_members"),
    errorAt: (path: string) => problemAt(problems, path),
  };
  return (
    <EditingGiven value={editing}>
      <Stack gap="md">
        {refused !== null && <Refusal refused={refused} hasPlaces={problems.size > 0} wording={wording} />}
        <Card help={<Help of="automation" />} title={t("edit.rule")} text={t("edit.text")}>
          <Stack gap="md">
            <TextInput
              label={t("edit.name")}
              placeholder={t("edit.nameExample")}
              maxLength={100}
              maw={420}
              dir="auto"
              error={editing.errorAt("name")}
              disabled={editing.isFixed}
              {...boundText(draft.name, (name) => change({ name }))}
            />
            <Sentence draft={draft} onChange={change} />
            <Stack gap={2} data-sentence>
              <Quiet size="xs">{t("edit.inWords")}</Quiet>
              <SentenceText>{ruleText(definitionOf(draft), wording)}</SentenceText>
            </Stack>
          </Stack>
        </Card>
      </Stack>
    </EditingGiven>
  );
}

function problemsOf({ draft, wording, refused }: Omit<Props, "onChange">): Problems {
  if (refused === null) return NO_PROBLEMS;
  const text = refusedIn(refused.error, wording);
  if (text.size === 0) return NO_PROBLEMS;
  // What only the hub knows holds for what it was sent.
  const stored = refused.draft === draft ? text : NO_PROBLEMS;
  return new Map([...problemsIn(definitionOf(draft), wording), ...stored]);
}

function Refusal({
  refused,
  hasPlaces,
  wording,
}: {
  readonly refused: Refused;
  readonly hasPlaces: boolean;
  readonly wording: Naming;
}) {
  // That somebody else saved it is said above.
  if (wasEdited(refused.error)) return null;
  const isOfFields = refusedIn(refused.error, wording).size > 0;
  if (!isOfFields) return <ProblemNotice error={refused.error} />;
  if (!hasPlaces) return null;
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle size={18} />}>
      {wording.t("edit.problems")}
    </Alert>
  );
}
