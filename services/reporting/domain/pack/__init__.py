"""What people hold in their hands: one model of a report, from which every form is made, and what fills it."""
