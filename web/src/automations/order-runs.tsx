import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Help } from "../help/help.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import { CheckedConditions } from "./checked-conditions.tsx";
import { doneText } from "./done-texts.ts";
import type { Run } from "./queries.ts";
import { Failed, RuleLink, RunState, UndoRun } from "./run-parts.tsx";
import { type Naming, useWording } from "./use-wording.ts";

/** Shown at once; all stand in the run log. */
const SHOWN = 10;

interface Props {
  readonly of: { readonly orderId: string } | { readonly productId: string };
  readonly runs: readonly Run[];
}

export function SubjectRuns({ of, runs }: Props) {
  const wording = useWording();
  const { t } = wording;
  return (
    <Card
      help={<Help of="automation_why" />}
      title={t("card.title")}
      text={t("orderId" in of ? "card.text" : "card.productText")}
    >
      <Stack gap="md">
        {runs.slice(0, SHOWN).map((run) => (
          <OneRun key={run.id} run={run} wording={wording} />
        ))}
        {runs.length > SHOWN && (
          <LinkAnchor to="/automation/runs" search={of} size="sm">
            {t("orderId" in of ? "card.more" : "card.productMore")}
          </LinkAnchor>
        )}
      </Stack>
    </Card>
  );
}

function OneRun({ run, wording }: { readonly run: Run; readonly wording: Naming }) {
  const { t } = wording;
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap={4} data-run={run.name}>
      <Group gap="xs" justify="space-between" align="flex-start">
        <Group gap="xs">
          <RuleLink run={run} />
          <RunState run={run} />
        </Group>
        <Group gap={6}>
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            aria-label={t("card.whyOf", { name: run.name })}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? "card.hide" : "card.why")}
          </Button>
          <UndoRun run={run} wording={wording} />
        </Group>
      </Group>
      <Failed run={run} />
      {run.acts.map((act, nth) => (
        // The acts of a run never change their places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={nth} size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{doneText(act, wording)}</bdi>
        </Text>
      ))}
      <Quiet size="xs" component="div">
        <When at={run.at} />
      </Quiet>
      {isOpen && <CheckedConditions looked={run.looked} wording={wording} />}
    </Stack>
  );
}
