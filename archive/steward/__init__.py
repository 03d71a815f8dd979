"""What a data steward answers for. Knows no Flask and no web app.

founding, resealing      who is let in, and who may open what
withdrawal, changes      a story is taken back; consent changes: it reaches everything that was made of it
certificate, papers      proof of what was destroyed; what the law and participants are told
retention, backup        what falls due; one file with all the desk needs
doctor, leakscan         is all well, and does a sealed name stand where it must not
"""
