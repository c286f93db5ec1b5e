/** The one translator of user-visible text, in core, editor and page: `t('{0} is slow', label)`. */
export { t } from '@vscode/l10n';
