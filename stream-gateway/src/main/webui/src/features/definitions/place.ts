/** Where a workflow that is not there yet is written: no id can be this. */
export const NEW = '_new';
