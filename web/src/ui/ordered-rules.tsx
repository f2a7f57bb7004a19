/** Rules in the order they are tried: each is switched on and off, moved, edited and removed. */
import { Group, Stack, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundTick } from "./field.ts";
import { IconAction } from "./icon-action.tsx";
import { Quiet } from "./quiet.tsx";
import { Status } from "./status.tsx";

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Props<Rule extends Named> {
  readonly rules: readonly Rule[];
  readonly mayEdit: boolean;
  isOn(rule: Rule): boolean;
  turned(rule: Rule, isOn: boolean): Rule;
  /** When it matches, and what it does then. */
  tell(rule: Rule): readonly [when: string, then: string];
  onChange(rules: Rule[]): void;
  onEdit(rule: Rule): void;
}

/** The rules with one of them as it was edited, or with a new one at the end. */
export const withRule = <Rule extends { readonly id: string }>(rules: readonly Rule[], rule: Rule): Rule[] =>
  rules.some(({ id }) => id === rule.id) ? rules.map((each) => (each.id === rule.id ? rule : each)) : [...rules, rule];

export function OrderedRules<Rule extends Named>(props: Props<Rule>) {
  const { rules, mayEdit, isOn, tell } = props;
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  return (
    <>
      {rules.length === 0 && <Text size="sm">{t("rules.none")}</Text>}
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
        {rules.map((rule, index) => {
          const [when, then] = tell(rule);
          return (
            <Group
              key={rule.id}
              component="li"
              justify="space-between"
              align="flex-start"
              gap="sm"
              data-rule={rule.name}
            >
              <Stack gap={0} style={{ flex: "1 1 16rem", minWidth: 0, overflowWrap: "anywhere" }}>
                <Group gap="xs">
                  <Text size="sm" fw={600}>
                    {number(index + 1)}. <bdi>{rule.name}</bdi>
                  </Text>
                  {!isOn(rule) && <Status meaning="neutral">{t("rules.off")}</Status>}
                </Group>
                <Quiet>
                  <bdi>{when}</bdi>
                </Quiet>
                <Text size="sm">
                  <bdi>{then}</bdi>
                </Text>
              </Stack>
              {mayEdit && <Controls {...props} rule={rule} place={index} />}
            </Group>
          );
        })}
      </Stack>
    </>
  );
}

interface ControlsProps<Rule extends Named> extends Props<Rule> {
  readonly rule: Rule;
  readonly place: number;
}

function Controls<Rule extends Named>({ rules, rule, place, isOn, turned, onChange, onEdit }: ControlsProps<Rule>) {
  const { t } = useTranslation("ui");
  const { name } = rule;
  const without = rules.toSpliced(place, 1);
  const move = (to: number) => onChange(without.toSpliced(to, 0, rule));
  const button = (label: string, Icon: typeof IconPencil, onClick: () => void, disabled = false) => (
    <IconAction icon={Icon} label={label} disabled={disabled} onClick={onClick} />
  );
  return (
    <Group gap={4} wrap="nowrap">
      <Switch
        aria-label={t("rules.isOn", { name })}
        {...boundTick(isOn(rule), (isOn) => onChange(rules.with(place, turned(rule, isOn))))}
      />
      {button(t("rules.up", { name }), IconArrowUp, () => move(place - 1), place === 0)}
      {button(t("rules.down", { name }), IconArrowDown, () => move(place + 1), place === rules.length - 1)}
      {button(t("rules.edit", { name }), IconPencil, () => onEdit(rule))}
      {button(t("rules.remove", { name }), IconTrash, () => onChange(without))}
    </Group>
  );
}
