/** What a read file did: drafts that have something to fix now, values it replaced, columns that were not read. */
import { List, Text } from "@mantine/core";
import type { operations } from "../../../sdk/index.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";

type Read = operations["postListingDraftsSheet"]["responses"]["200"]["content"]["application/json"];
type Template = operations["postListingDraftsTemplate"]["responses"]["200"]["content"]["application/json"];

export function FileOutcome({ of }: { readonly of: Omit<Read, "left"> & Pick<Template, "left"> }) {
  const { t } = useTranslation("listing-drafts");
  const { changed, incomplete, replaced, replacedCount, left } = of;
  const more = replacedCount - replaced.length;
  const shown = (values: readonly string[]) =>
    values.length > 0 ? t("file.value", { value: values.join(" | ") }) : t("file.empty");
  return (
    <>
      {changed > 0 && (
        <Text size="sm">{incomplete > 0 ? t("file.incomplete", { count: incomplete }) : t("file.complete")}</Text>
      )}
      {replaced.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            {t("file.replaced", { count: replacedCount })}
          </Text>
          <List size="sm">
            {replaced.map(({ row, sheet, sku, field, before, now }) => (
              <List.Item key={`${sheet} ${row} ${field}`}>
                {t("file.replacedValue", {
                  sku,
                  field,
                  before: shown(before),
                  now: shown(now),
                })}
              </List.Item>
            ))}
          </List>
          {more > 0 && <Quiet>{t("moreProblems", { count: more })}</Quiet>}
        </>
      )}
      {left.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            {t("file.left")}
          </Text>
          <List size="sm">
            {left.map(({ column, why }) => (
              <List.Item key={column}>
                <bdi>{column}</bdi>: {t(`file.why.${why}`)}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </>
  );
}

/** A titled list of names as they stand in a file. */
export function FileNames({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  return (
    <>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      <List size="sm">
        {names.map((name) => (
          <List.Item key={name}>
            <bdi>{name}</bdi>
          </List.Item>
        ))}
      </List>
    </>
  );
}
