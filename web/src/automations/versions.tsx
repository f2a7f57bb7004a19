/** The versions of a rule: what each said, who saved it, and when. One of them is taken into the editor, not saved. */
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AutomationDefinition } from "../../../src/commerce/automations/definition.ts";
import { Help } from "../help/help.tsx";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { When } from "../ui/when.tsx";
import { definitionOfRule, type Rule, versionsQuery } from "./queries.ts";
import { ruleText } from "./rule-texts.ts";
import { useWording } from "./use-wording.ts";

interface Props {
  readonly rule: Rule;
  /** Absent: it may only be read. */
  readonly onUse: ((definition: AutomationDefinition) => void) | undefined;
}

export function VersionsCard({ rule, onUse }: Props) {
  const { t } = useWording();
  const [isOpen, setOpen] = useState(false);
  const use =
    onUse &&
    ((definition: AutomationDefinition) => {
      onUse(definition);
      setOpen(false);
    });
  return (
    <Card
      help={<Help of="automation_versions" />}
      title={t("versions.title")}
      actions={
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "versions.hide" : "versions.show")}
        </Button>
      }
    >
      {isOpen && <Versions rule={rule} onUse={use} />}
    </Card>
  );
}

function Versions({ rule, onUse }: Props) {
  const wording = useWording();
  const { t, format } = wording;
  const versions = useQuery(versionsQuery(rule.id)).data ?? [];
  return (
    <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
      {versions.map(({ version, definition: saved, savedBy, savedAt }) => {
        const definition = definitionOfRule(saved);
        const isNow = version === rule.version;
        const number = format.number(version);
        return (
          <Stack component="li" key={version} gap={4} data-version={version}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {t("versions.version", { number })}
              </Text>
              {isNow && <Badge variant="light">{t("versions.now")}</Badge>}
              <Text size="xs" c="dimmed">
                <When at={savedAt} isExact /> · <Actor actor={savedBy} />
              </Text>
            </Group>
            <Text size="sm">
              <bdi>{saved.name}</bdi>
            </Text>
            <Text size="sm">{definition === null ? t("edit.unreadable") : ruleText(definition, wording)}</Text>
            {onUse && definition !== null && !isNow && (
              <Button
                size="compact-xs"
                variant="default"
                w="fit-content"
                aria-label={t("versions.useLabel", { number })}
                onClick={() => onUse(definition)}
              >
                {t("versions.use")}
              </Button>
            )}
          </Stack>
        );
      })}
    </Stack>
  );
}
