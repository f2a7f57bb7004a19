/** Which values a rule looked at, and how each comparison came out. */
import { Stack, Text } from "@mantine/core";
import type { Comparison, FactValue } from "../../../src/commerce/automations/definition.ts";
import { isField } from "../../../src/commerce/automations/fields.ts";
import type { Shape } from "../data/hub.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { comparisonText, valueText, type Wording } from "./rule-texts.ts";

type Checked = Shape<"AutomationComparison">;

const MEANINGS = { yes: "good", no: "neutral", unknown: "attention" } as const;

interface Props {
  readonly looked: readonly Checked[];
  readonly wording: Wording;
}

export function CheckedConditions({ looked, wording }: Props) {
  const { t } = wording;
  if (looked.length === 0) return <Quiet size="xs">{t("values.always")}</Quiet>;
  return (
    <Stack component="ul" gap={4} p={0} m={0} style={{ listStyle: "none" }} data-looked>
      {looked.map((each) => (
        <Text key={each.path} component="li" size="xs" style={{ overflowWrap: "anywhere" }}>
          <Status meaning={MEANINGS[each.verdict]}>{t(`values.${each.verdict}`)}</Status>{" "}
          <Texts {...each} {...{ wording }} />
        </Text>
      ))}
    </Stack>
  );
}

function Texts({ field, is, value, found, wording }: Checked & { readonly wording: Wording }) {
  if (!isField(field)) return <code>{`${field} ${is}`}</code>;
  // As the rule and the facts had them.
  const comparison = { field, is, value: value ?? undefined } as Comparison;
  return (
    <>
      <bdi>{comparisonText(comparison, wording)}</bdi>
      <Text span size="xs" c="var(--quiet)">
        {" · "}
        {wording.t("values.found")} <bdi>{valueText(field, (found ?? null) as FactValue | null, wording)}</bdi>
      </Text>
    </>
  );
}
