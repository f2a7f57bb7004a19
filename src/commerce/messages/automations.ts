/** What is wrong with an automation, and what becomes of it. */
export const automationMessages = {
  "automation.tooDeep": "Groups of conditions can be nested {{most}} deep.",
  "automation.fieldOfTrigger": "{{field}} is not known when {{trigger}} happens.",
  "automation.actionOfTrigger": "{{action}} does nothing when {{trigger}} happens.",
  "automation.placeholder": "Unknown placeholder: {{name}}.",
} as const;
