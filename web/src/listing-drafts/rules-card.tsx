/** Where each field of a category takes its value from, said once for all products. */
import { Group, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { LISTING_SOURCES } from "../../../src/commerce/listing/schema.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RENEWED, saveRules } from "./queries.ts";
import { mapOf, mapText, ORIGINS, type Origin, originOf, withOrigin, without } from "./rule-values.ts";
import type { Field, Requirements, Rule } from "./shapes.ts";
import { ValueInput } from "./value-input.tsx";

interface Props {
  readonly storeId: string;
  readonly requirements: Requirements;
  readonly mayEdit: boolean;
}

export function RulesCard({ storeId, requirements, mayEdit }: Props) {
  const { t } = useTranslation("listing-drafts");
  const { categoryKey, schema } = requirements;
  const [rules, setRules] = useState<readonly Rule[]>(requirements.rules);
  const [isAll, setAll] = useState(false);
  const save = useAction({
    run: () => saveRules(storeId, categoryKey, [...rules]),
    renews: RENEWED,
    said: t("rules.said"),
  });
  const put = (field: string, rule: Rule | null) =>
    setRules([...rules.filter((one) => one.field !== field), ...(rule ? [rule] : [])]);
  const ruleOf = (key: string) => rules.find(({ field }) => field === key) ?? null;
  const fields = schema.fields.filter(({ key, need }) => isAll || need === "required" || ruleOf(key) !== null);
  return (
    <Card title={t("rules.title")} text={t("rules.text")}>
      <Stack>
        <Switch label={t("rules.all")} {...boundTick(isAll, setAll)} />
        {fields.map((field) => (
          <FieldRule
            key={field.key}
            field={field}
            rule={ruleOf(field.key)}
            mayEdit={mayEdit}
            onChange={(rule) => put(field.key, rule)}
          />
        ))}
      </Stack>
      <SaveBar
        isChanged={JSON.stringify(rules) !== JSON.stringify(requirements.rules)}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setRules(requirements.rules)}
      />
    </Card>
  );
}

interface FieldProps {
  readonly field: Field;
  readonly rule: Rule | null;
  readonly mayEdit: boolean;
  onChange(rule: Rule | null): void;
}

function FieldRule({ field, rule, mayEdit, onChange }: FieldProps) {
  const { t } = useTranslation("listing-drafts");
  return (
    <Stack gap={4} role="group" aria-label={field.name}>
      <Group gap={6}>
        <Text size="sm" fw={600}>
          <bdi>{field.name}</bdi>
        </Text>
        <Quiet size="xs">{t(`need.${field.need}`)}</Quiet>
      </Group>
      {field.help !== undefined && <Quiet size="xs">{field.help}</Quiet>}
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <OneOf
          size="xs"
          label={t("rules.from")}
          disabled={!mayEdit}
          options={worded(ORIGINS, (value) => t(`rules.origins.${value}`))}
          value={originOf(rule)}
          onChange={(origin: Origin) => onChange(withOrigin(field, rule, origin))}
        />
        {!rule && <TakenByItself field={field} />}
        {rule && <RuleValue field={field} rule={rule} mayEdit={mayEdit} onChange={onChange} />}
        {rule && rule.from !== "fixed" && field.units && (
          <Select
            size="xs"
            label={t("rules.unit")}
            description={t("rules.unitHelp")}
            disabled={!mayEdit}
            clearable
            data={[...field.units]}
            value={rule.unit ?? null}
            onChange={(unit) => onChange({ ...without(rule, "unit"), ...(unit !== null && { unit }) })}
          />
        )}
        {rule && rule.from !== "fixed" && (
          <ValueInput
            field={field}
            label={t("rules.otherwise")}
            values={rule.otherwise ?? []}
            disabled={!mayEdit}
            onChange={(values) =>
              onChange({ ...without(rule, "otherwise"), ...(values.length > 0 && { otherwise: values }) })
            }
          />
        )}
        {rule && rule.from !== "fixed" && <ValueMap rule={rule} mayEdit={mayEdit} onChange={onChange} />}
      </SimpleGrid>
    </Stack>
  );
}

interface MapProps {
  readonly rule: Rule;
  readonly mayEdit: boolean;
  onChange(rule: Rule): void;
}

/** What is written stands as it is, a line begun as well, until the rule says something else. */
function ValueMap({ rule, mayEdit, onChange }: MapProps) {
  const { t } = useTranslation("listing-drafts");
  const [written, setWritten] = useState(() => mapText(rule));
  const isCurrent = mapText({ map: mapOf(written) }) === mapText(rule);
  return (
    <Textarea
      size="xs"
      autosize
      label={t("rules.map")}
      description={t("rules.mapHelp")}
      disabled={!mayEdit}
      {...boundText(isCurrent ? written : mapText(rule), (text) => {
        setWritten(text);
        const map = mapOf(text);
        onChange({ ...without(rule, "map"), ...(Object.keys(map).length > 0 && { map }) });
      })}
    />
  );
}

/** Where a field without a rule takes its value from. */
function TakenByItself({ field: { name, source, preset, choices = [] } }: Pick<FieldProps, "field">) {
  const { t } = useTranslation("listing-drafts");
  const first =
    source === undefined
      ? t(name.trim().toLowerCase() === "brand" ? "rules.itself.brand" : "rules.itself.name", { name })
      : t("rules.itself.source", { source: t(`rules.sources.${source}`) });
  return (
    <Quiet size="xs">
      {first}
      {preset !== undefined &&
        ` ${t("rules.itself.preset", { value: choices.find(({ value }) => value === preset)?.name ?? preset })}`}
    </Quiet>
  );
}

function RuleValue({ field, rule, mayEdit, onChange }: FieldProps & { readonly rule: Rule }) {
  const { t } = useTranslation("listing-drafts");
  const shared = { size: "xs", disabled: !mayEdit } as const;
  switch (rule.from) {
    case "fixed":
      return (
        <ValueInput
          field={field}
          label={t("rules.value")}
          values={rule.fixed}
          disabled={!mayEdit}
          onChange={(fixed) => onChange({ ...rule, fixed })}
        />
      );
    case "template":
      return (
        <TextInput
          {...shared}
          label={t("rules.template")}
          description={t("rules.templateHelp")}
          {...boundText(rule.text, (text) => onChange({ ...rule, text }))}
        />
      );
    case "product":
      return (
        <OneOf
          {...shared}
          label={t("rules.source")}
          options={worded(LISTING_SOURCES, (value) => t(`rules.sources.${value}`))}
          value={rule.source}
          onChange={(source) => onChange({ ...rule, source })}
        />
      );
    case "attribute":
    case "option":
      return (
        <TextInput
          {...shared}
          label={t("rules.name")}
          {...boundText(rule.name, (name) => onChange({ ...rule, name }))}
        />
      );
  }
}
