/** By this the editor knows the tab of the outage log, also after a reload. */
export const outageLogView = 'understudy.outageLog';
