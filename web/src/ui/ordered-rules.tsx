/** Rules in the order they are tried: each is moved, edited and removed, and switched on and off where it can be. */
import { Group, Stack, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundTick } from "./field.ts";
import { IconAction } from "./icon-action.tsx";
import { Status } from "./status.tsx";

interface WithId {
  readonly id: string;
}

interface Props<Rule extends WithId> {
  readonly rules: readonly Rule[];
  readonly mayEdit: boolean;
  nameOf(rule: Rule): string;
  /** What it says, with its number in the list, and that it is off. */
  draw(rule: Rule, number: string, off: ReactNode): ReactNode;
  /** Of rules that can be switched off. */
  readonly switched?: { isOn(rule: Rule): boolean; turned(rule: Rule, isOn: boolean): Rule };
  onChange(rules: Rule[]): void;
  onEdit(rule: Rule): void;
}

/** The rules with one of them as it was edited, or with a new one at the end. */
export const withRule = <Rule extends WithId>(rules: readonly Rule[], rule: Rule): Rule[] =>
  rules.some(({ id }) => id === rule.id) ? rules.map((each) => (each.id === rule.id ? rule : each)) : [...rules, rule];

export function OrderedRules<Rule extends WithId>(props: Props<Rule>) {
  const { rules, mayEdit, nameOf, switched, draw } = props;
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  if (rules.length === 0) return <Text size="sm">{t("rules.none")}</Text>;
  return (
    <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
      {rules.map((rule, index) => (
        <Group
          key={rule.id}
          component="li"
          justify="space-between"
          align="flex-start"
          gap="sm"
          data-rule={nameOf(rule)}
        >
          <Stack gap={0} style={{ flex: "1 1 16rem", minWidth: 0, overflowWrap: "anywhere" }}>
            {draw(
              rule,
              number(index + 1),
              switched?.isOn(rule) === false && <Status meaning="neutral">{t("rules.off")}</Status>,
            )}
          </Stack>
          {mayEdit && <Controls {...props} rule={rule} place={index} />}
        </Group>
      ))}
    </Stack>
  );
}

interface ControlsProps<Rule extends WithId> extends Props<Rule> {
  readonly rule: Rule;
  readonly place: number;
}

function Controls<Rule extends WithId>({ rules, rule, place, nameOf, switched, ...props }: ControlsProps<Rule>) {
  const { t } = useTranslation("ui");
  const { onChange, onEdit } = props;
  const name = nameOf(rule);
  const without = rules.toSpliced(place, 1);
  const move = (to: number) => onChange(without.toSpliced(to, 0, rule));
  const button = (label: string, Icon: typeof IconPencil, onClick: () => void, disabled = false) => (
    <IconAction icon={Icon} label={label} disabled={disabled} onClick={onClick} />
  );
  return (
    <Group gap={4} wrap="nowrap">
      {switched && (
        <Switch
          aria-label={t("rules.isOn", { name })}
          {...boundTick(switched.isOn(rule), (isOn) => onChange(rules.with(place, switched.turned(rule, isOn))))}
        />
      )}
      {button(t("rules.up", { name }), IconArrowUp, () => move(place - 1), place === 0)}
      {button(t("rules.down", { name }), IconArrowDown, () => move(place + 1), place === rules.length - 1)}
      {button(t("rules.edit", { name }), IconPencil, () => onEdit(rule))}
      {button(t("rules.remove", { name }), IconTrash, () => onChange(without))}
    </Group>
  );
}
