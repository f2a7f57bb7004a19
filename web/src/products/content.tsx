/** The fields of a product itself, for one that is made and one that is changed. */
import { Button, MultiSelect, SimpleGrid, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { categoriesQuery } from "../data/categories.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { fieldsOf } from "../ui/field.ts";
import { Description } from "./description.tsx";
import type { Draft } from "./draft.ts";
import { Measures } from "./measures.tsx";

interface ContentProps {
  readonly shown: Draft;
  readonly isEditable: boolean;
  readonly errors: Readonly<Record<string, string>>;
  onChange(change: Partial<Draft>): void;
}

/** What customers read of it, and where it belongs. */
export function Content({ shown, isEditable, errors, onChange }: ContentProps) {
  const { t } = useTranslation("products");
  const categories = useQuery(categoriesQuery).data ?? [];
  const field = fieldsOf(shown, onChange);
  return (
    <Card title={t("content")}>
      <Stack gap="sm">
        <TextInput
          label={t("fields.title")}
          {...field.text("title")}
          error={errors["title"]}
          readOnly={!isEditable}
          maxLength={255}
        />
        <Description
          html={shown.descriptionHtml}
          error={errors["descriptionHtml"]}
          isEditable={isEditable}
          onChange={(descriptionHtml) => onChange({ descriptionHtml })}
        />
        <ShortDescription shown={shown} errors={errors} isEditable={isEditable} onChange={onChange} />
        <TextInput
          label={t("columns.brand")}
          value={shown.brand ?? ""}
          readOnly={!isEditable}
          maxLength={255}
          onChange={(event) => onChange({ brand: event.currentTarget.value === "" ? null : event.currentTarget.value })}
        />
        <MultiSelect
          label={t("screens.categories")}
          data={categories.map(({ id, path }) => ({ value: id, label: path.join(" › ") }))}
          value={[...shown.categoryIds]}
          readOnly={!isEditable}
          searchable
          onChange={(categoryIds) => onChange({ categoryIds })}
        />
        <TagsInput
          label={t("fields.tags")}
          value={[...shown.tags]}
          readOnly={!isEditable}
          acceptValueOnBlur
          splitChars={[",", "،", ";"]}
          onChange={(tags) => onChange({ tags })}
        />
        <Switch
          label={t("fields.active")}
          description={t("fields.activeHelp")}
          {...field.tick("active")}
          disabled={!isEditable}
        />
      </Stack>
    </Card>
  );
}

/** Few products have one: its editor comes with the first word. */
function ShortDescription({ shown, isEditable, errors, onChange }: ContentProps) {
  const { t } = useTranslation("products");
  const [isOpen, setOpen] = useState(shown.shortDescriptionHtml !== "");
  if (!isOpen)
    return isEditable ? (
      <Button variant="subtle" size="compact-sm" style={{ alignSelf: "start" }} onClick={() => setOpen(true)}>
        {t("fields.addShortDescription")}
      </Button>
    ) : null;
  return (
    <Description
      label={t("fields.shortDescription")}
      html={shown.shortDescriptionHtml}
      error={errors["shortDescriptionHtml"]}
      isEditable={isEditable}
      onChange={(shortDescriptionHtml) => onChange({ shortDescriptionHtml })}
    />
  );
}

const TAXES = ["taxClass", "hsn", "gstRate"] as const;

/** What shipping and tax need to know; weight and size hold for variants that have none of their own. */
export function CustomsFacts({ shown, isEditable, errors, onChange }: ContentProps) {
  const { t } = useTranslation("products");
  return (
    <Card title={t("goods")}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Measures
          weightGrams={shown.weightGrams}
          size={shown.size}
          errors={errors}
          isEditable={isEditable}
          onChange={onChange}
        />
        {TAXES.map((field) => (
          <TextInput
            key={field}
            label={t(`fields.${field}`)}
            value={shown[field] ?? ""}
            error={errors[field]}
            readOnly={!isEditable}
            onChange={(event) =>
              onChange({ [field]: event.currentTarget.value === "" ? null : event.currentTarget.value })
            }
          />
        ))}
      </SimpleGrid>
    </Card>
  );
}
